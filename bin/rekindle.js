#!/usr/bin/env node
import { main } from "../dist/app.js";

await main(process.argv);
