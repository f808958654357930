# Etagere in a container: `docker build -t etagere .`, or `docker compose up`.
ARG NODE=22

FROM node:${NODE}-bookworm-slim AS build
# better-sqlite3 is compiled from the source that package-lock.json vouches for, against the headers of this very Node:
# nothing is fetched but Debian and npm packages.
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
ENV npm_config_build_from_source=true npm_config_nodedir=/usr/local
WORKDIR /app
# Before the sources, so that a change of those does not install everything again.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY nest-cli.json prisma.config.ts tsconfig.json tsconfig.build.json ./
COPY prisma prisma
COPY src src
# The generated Prisma client is compiled into dist.
RUN npm run build
RUN npm prune --omit=dev

FROM node:${NODE}-bookworm-slim
# A container is reached from outside itself, or not at all. Without access control the service refuses to start on such an
# address until whoever runs it says ALLOW_ANONYMOUS=true: that is left to them on purpose.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATABASE_URL=file:/data/etagere.db
WORKDIR /app
# The user `node` of the base image can read the program, and write to /data only.
RUN install -d -o node -g node -m 700 /data
COPY package.json LICENSE ./
COPY docker/healthcheck.mjs docker/healthcheck.mjs
# Migrations are applied when the service starts.
COPY prisma prisma
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["node", "docker/healthcheck.mjs"]
CMD ["node", "dist/main.js"]
