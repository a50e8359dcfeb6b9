# Node 24 is looked after until April 2028; Node 20, from which on Rekindle runs, until April 2026.
FROM node:24-slim AS build
WORKDIR /rekindle
COPY package.json package-lock.json ./
# No script of a package is needed, and some would ask other hosts than the registry.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY prisma prisma
COPY src src
# The embedded PostgreSQL is for machines without one; here PostgreSQL is a service of its own.
RUN npm run prepare && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
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
