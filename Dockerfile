# Any image with a shell, npm, and Node 24 or newer will do as the base.
ARG BASE=docker.io/library/node:24-trixie-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Both secrets may be absent: npm's settings, and the certificates that they name as /run/secrets/ca, for a company
# with a registry of its own. Secrets are in no layer.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${BASE}
COPY --from=build /build/node_modules /opt/clausewatch/node_modules
COPY --from=build /build/dist /opt/clausewatch
# A new volume takes the owner of the folder that it covers.
RUN ln -s /opt/clausewatch/bin/clausewatch.js /usr/local/bin/clausewatch \
  && install -d -m 0700 -o 65532 -g 65532 /var/lib/clausewatch
# Who has no name has no home either, and the AWS SDK looks for one.
# A small young generation keeps a hundred megabytes less; it can be chosen when Node starts alone.
ENV NODE_ENV=production HOME=/var/lib/clausewatch NODE_OPTIONS=--max-semi-space-size=8
VOLUME /var/lib/clausewatch
# The user needs no name and owns nothing else: the root file system may be read-only.
USER 65532:65532
WORKDIR /config
# Health and metrics of `clausewatch serve`, where the configuration has serve.listen: 0.0.0.0:9464. By default it listens
# on the container's own loopback, which is where the health check asks.
EXPOSE 9464
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["clausewatch"]
CMD ["--help"]
