FROM node:20-slim AS build
WORKDIR /rekindle
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY prisma prisma
COPY src src
# The embedded PostgreSQL is for machines without one; here PostgreSQL is a service of its own.
RUN npm ci && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:20-slim
# A worker keeps some 90 MB alive; unbounded, V8 lets several times as much garbage pile up before it collects any.
ENV NODE_ENV=production NODE_OPTIONS="--max-semi-space-size=8 --max-old-space-size=256"
WORKDIR /rekindle
COPY --from=build /rekindle/node_modules node_modules
COPY --from=build /rekindle/dist dist
COPY package.json ./
COPY bin bin
COPY prisma prisma
COPY emails emails
COPY rules rules
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 3000 2525
ENTRYPOINT ["node", "bin/rekindle.js"]
CMD ["start"]
