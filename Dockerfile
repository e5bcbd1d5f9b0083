# The base is an argument: any image with Node 24 or newer will do.
ARG BASE=docker.io/library/node:24-trixie-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${BASE}
ENV NODE_ENV=production
COPY --from=build /build/dist /opt/clausewatch
COPY --from=build /build/node_modules /opt/clausewatch/node_modules
RUN ln -s /opt/clausewatch/bin/clausewatch.js /usr/local/bin/clausewatch
# No name is needed for a user who owns nothing: the root file system may be read-only.
USER 65532:65532
WORKDIR /config
ENTRYPOINT ["clausewatch"]
CMD ["--help"]
