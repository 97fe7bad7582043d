# syntax=docker/dockerfile:1
# The backend with the console, for production: an external Postgres, no embedded binaries, no root.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund \
  && node tools/build/build.js \
  && npm prune --omit=dev --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build --chown=10001:10001 /app/package.json ./
COPY --from=build --chown=10001:10001 /app/node_modules ./node_modules
COPY --from=build --chown=10001:10001 /app/packages ./packages
COPY --from=build --chown=10001:10001 /app/backend ./backend
COPY --from=build --chown=10001:10001 /app/web/dist ./web/dist
COPY --from=build --chown=10001:10001 /app/tools/postgres ./tools/postgres
RUN mkdir /data && chown 10001:10001 /data
USER 10001
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "backend/dist/main.js"]
