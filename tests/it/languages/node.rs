//! Node.js: npm.

use super::*;

#[test]
fn what_node_builds_is_carried_whole() {
    let dockerfile = "\
FROM node:20
ENV PORT=3000
WORKDIR /app
COPY --chown=node . .
RUN npm ci
# compiles into dist
RUN npm run build
RUN mkdir -p logs
USER node
EXPOSE 3000
HEALTHCHECK CMD curl -f localhost:3000
CMD [\"npm\", \"start\"]
";
    let expected = "\
FROM node:20 AS builder
ENV PORT=3000
WORKDIR /app
COPY package.json .
COPY package-lock.json .
RUN --mount=type=cache,target=/root/.npm npm ci
COPY --chown=node . .
# compiles into dist
RUN npm run build
RUN npm prune --omit=dev --ignore-scripts

FROM node:20-slim
ENV PORT=3000
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/*
COPY --from=builder /app /app
RUN mkdir -p logs
USER node
EXPOSE 3000
HEALTHCHECK CMD curl -f localhost:3000
CMD [\"npm\", \"start\"]
";
    assert_eq!(offered(&with(dockerfile, NODE)).text, expected);
}

#[test]
fn packages_alone_come_out_of_the_builder() {
    let dockerfile = "FROM node:20-slim\nRUN apt-get update && apt-get install -y python3 make g++ tini && rm -rf /var/lib/apt/lists/*\nWORKDIR /app\nCOPY . .\nRUN npm ci\nENTRYPOINT [\"tini\", \"--\"]\nCMD [\"npm\", \"run\", \"dev\"]\n";
    let expected = "\
FROM node:20-slim AS builder
RUN apt-get update && apt-get install -y python3 make g++ tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json .
COPY package-lock.json .
RUN --mount=type=cache,target=/root/.npm npm ci

FROM node:20-slim
RUN apt-get update && apt-get install -y tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=builder /app/node_modules /app/node_modules
COPY . .
ENTRYPOINT [\"tini\", \"--\"]
CMD [\"npm\", \"run\", \"dev\"]
";
    let found = offered(&with(dockerfile, NODE));
    assert_eq!(found.text, expected);
    let why = "development dependencies stay: `nodemon` is called when the image runs";
    assert!(found.differs.iter().any(|line| line == why), "{:?}", found.differs);
}

/// `npm ci` leaves the lock file alone, `npm install` may not: where only packages are carried, the plan says so.
#[test]
fn a_lock_file_that_may_change_is_told_of() {
    let told = |install: &str| {
        let dockerfile = format!("FROM node:20\nWORKDIR /app\nCOPY . .\nRUN {install}\nCMD node x\n");
        let told = "`/app/package-lock.json` is as the build context has it, if it does; not as `npm install` may \
                    leave it";
        offered(&with(&dockerfile, NODE)).differs.iter().any(|line| line == told)
    };
    assert!(told("npm install") && told("npm i --omit=dev"));
    assert!(!told("npm ci") && !told("npm install --no-package-lock"));
    // the folder that is carried whole has the builder's own
    assert!(!told("npm install && npm run build"));
}
