//! Go.

use super::*;

#[test]
fn programs_and_what_they_may_open_come_out_of_the_builder() {
    let dockerfile = "\
FROM golang:1.24
WORKDIR /app
COPY . .
# without symbols
RUN CGO_ENABLED=0 go build -ldflags='-s -w' -o /usr/local/bin/shop ./cmd/shop
RUN useradd shop
USER shop
EXPOSE 80
HEALTHCHECK CMD curl -f localhost
CMD [\"shop\"]
";
    let expected = "\
FROM golang:1.24-trixie AS builder
WORKDIR /app
COPY go.mod .
COPY go.sum .
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
# without symbols
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -ldflags='-s -w' -o /usr/local/bin/shop ./cmd/shop

FROM debian:trixie-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl media-types netbase tzdata && rm -rf /var/lib/apt/lists/*
COPY --from=builder /app/templates /app/templates
COPY --from=builder /usr/local/bin/shop /usr/local/bin/shop
RUN useradd shop
USER shop
EXPOSE 80
HEALTHCHECK CMD curl -f localhost
CMD [\"shop\"]
";
    let found = offered(&with(dockerfile, GO));
    assert_eq!(found.text, expected);
    assert!(
        found.differs.iter().any(|it| it == "of `/app` the image has `templates`: Go's sources stay behind")
    );
}

#[test]
fn on_alpine_it_stays_alpine_with_the_zones_that_go_brings() {
    let dockerfile = "\
FROM golang:1.22-alpine
WORKDIR /app
COPY . .
RUN go mod download
RUN go build -o main ./cmd/shop
HEALTHCHECK CMD wget -q -O- localhost
CMD [\"./main\"]
";
    let expected = "\
FROM golang:1.22-alpine3.21 AS builder
WORKDIR /app
COPY go.mod .
COPY go.sum .
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o main ./cmd/shop

FROM alpine:3.21
WORKDIR /app
COPY --from=builder /app/templates /app/templates
COPY --from=builder /app/main /app/main
COPY --from=builder /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/zoneinfo.zip
HEALTHCHECK CMD wget -q -O- localhost
CMD [\"./main\"]
";
    assert_eq!(offered(&with(dockerfile, GO)).text, expected);
}

#[test]
fn the_folder_comes_whole_where_its_files_cannot_be_told_apart() {
    let dockerfile = "\
FROM golang:1.26-bookworm
RUN apt-get update && apt-get install -y libsqlite3-dev
WORKDIR /srv/shop
COPY . .
RUN go generate ./... && go build -o shop ./cmd/shop
ENTRYPOINT [\"./shop\"]
";
    let expected = "\
FROM golang:1.26-bookworm AS builder
RUN apt-get update && apt-get install -y libsqlite3-dev
WORKDIR /srv/shop
COPY go.mod .
COPY go.sum .
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go generate ./... && go build -o shop ./cmd/shop

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates media-types netbase tzdata && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y libsqlite3-0
WORKDIR /srv/shop
COPY --from=builder /srv/shop /srv/shop
ENTRYPOINT [\"./shop\"]
";
    assert_eq!(offered(&with(dockerfile, GO)).text, expected);
}

/// The places that come out of the builder.
fn brought(dockerfile: &str, rest: Project<'_>) -> Vec<String> {
    let text = offered(&with(dockerfile, rest)).text;
    let places = text.lines().filter_map(|line| line.strip_prefix("COPY --from=builder "));
    places.map(|places| places.split(' ').next_back().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_is_named_is_what_is_no_source() {
    let built =
        "FROM golang:1.26-bookworm\nWORKDIR /app\nCOPY . .\nRUN go build -o shop .\nCMD [\"./shop\"]\n";
    let main = "package main\n";
    for (rest, places) in [
        (
            &[("go.mod", "module x\n"), ("main.go", main), ("x.h", ""), ("testdata/a.txt", "")][..],
            &["/app/shop"][..],
        ),
        // a text that names a file about the repository
        (
            &[("main.go", "package main\nvar x = \"README.md\""), ("README.md", ""), ("LICENSE", "")],
            &["/app/README.md", "/app/shop"],
        ),
        // what is embedded is in the program
        (
            &[
                ("main.go", main),
                ("web/web.go", "package web\n//go:embed static *.txt\nvar x embed.FS"),
                ("web/static/a.css", ""),
                ("web/a.txt", ""),
                ("web/b.json", ""),
            ],
            &["/app/web/b.json", "/app/shop"],
        ),
        // the highest folder that holds nothing else
        (
            &[("main.go", main), ("a/b/c/1.sql", ""), ("a/b/2.sql", ""), ("a/x.go", "package a")],
            &["/app/a/b", "/app/shop"],
        ),
        (
            &[("main.go", main), (".dockerignore", "*.env\n"), ("x.env", ""), (".gitignore", "x\n")],
            &["/app/shop"],
        ),
        // Git ignores what the program reads: only a build sees whether it is there
        (
            &[
                ("main.go", "package main\nimport \"github.com/joho/godotenv\""),
                (".gitignore", ".env\n"),
                ("LICENSE", ""),
            ],
            &["/app"],
        ),
        (
            &[
                ("main.go", "package main\nimport \"github.com/joho/godotenv\""),
                (".gitignore", ".env\n"),
                (".dockerignore", ".env\n"),
            ],
            &["/app/shop"],
        ),
        (
            &[("main.go", "package main\nvar x = read(\"conf/local\")"), (".gitignore", "conf/*.toml\n")],
            &["/app"],
        ),
        // a list this long says less than the folder
        (
            &[
                ("main.go", main),
                ("1", ""),
                ("2", ""),
                ("3", ""),
                ("4", ""),
                ("5", ""),
                ("6", ""),
                ("7", ""),
                ("8", ""),
                ("9", ""),
            ],
            &["/app"],
        ),
    ] {
        assert_eq!(brought(built, rest), places, "{rest:?}");
    }
}

#[test]
fn programs_lie_where_go_puts_them() {
    for (line, place) in [
        ("RUN go build -o /x/ ./cmd/shop", "/x/shop"),
        ("RUN go build ./cmd/shop", "/app/shop"),
        ("RUN go build", "/app/x"),
        ("RUN go install ./cmd/shop", "/go/bin/shop"),
        ("RUN cd cmd/shop && go build -o ../../bin/shop", "/app/bin/shop"),
        ("ARG WHICH=shop\nRUN go build -o /one ./cmd/$WHICH", "/one"),
        ("RUN go build -C cmd/shop -o /shop .", "/shop"),
        ("RUN mkdir -p /out && go build -o /out/shop cmd/shop/main.go && chmod +x /out/shop", "/out/shop"),
    ] {
        let dockerfile = format!("FROM golang:1.26\nWORKDIR /app\nCOPY . .\n{line}\nCMD [\"{place}\"]\n");
        let rest = [("go.mod", "module example.org/x/v2\n"), ("main.go", ""), ("cmd/shop/main.go", "")];
        assert_eq!(brought(&dockerfile, &rest), [place], "{line}");
    }
}

#[test]
fn what_cannot_be_known_is_declined() {
    let app = |lines: &str| format!("FROM golang:1.26\nWORKDIR /app\nCOPY . .\n{lines}\n");
    let built = |lines: &str| app(&format!("RUN go build -o /x ./cmd/shop\n{lines}"));
    for (dockerfile, reason) in [
        ("FROM golang:latest\nRUN go build\n".into(), "`golang:latest` doesn't say which Go"),
        (
            "FROM golang:1.26-windowsservercore\nRUN go build\n".into(),
            "`golang:1.26-windowsservercore` is not one of",
        ),
        (
            "FROM golang:1.26-alpine\nRUN apk add git\n".into(),
            "`RUN apk add git` installs packages of Alpine",
        ),
        ("ARG TAG=1.26-alpine\nFROM golang:$TAG\nRUN go build\n".into(), "its base is put together"),
        ("FROM golang:1.16\nRUN go build\n".into(), "`golang:1.16` is of Debian's `bullseye`"),
        ("FROM golang:1.99\nRUN go build\n".into(), "which release of its system `golang:1.99` stands on"),
        (format!("FROM golang:1.22@sha256:{}\nRUN go build\n", "0".repeat(64)), "`golang:1.22@sha256:"),
        ("FROM golang:1.26\nCOPY . .\nRUN go build\n".into(), "the project lies in `/go`"),
        (
            "FROM golang:1.26\nWORKDIR /app/sub\nCOPY . /app/sub\nCOPY x /app/\nRUN go build\n".into(),
            "`COPY … /app/` fills more",
        ),
        (app("CMD go run ."), "it builds no program"),
        (built("CMD go run ."), "it calls `go` when it runs"),
        (built("CMD [\"air\"]"), "it starts `air`, and what brings that"),
        (
            app("RUN go install example.org/air@latest && go build -o /x ./cmd/shop\nCMD [\"air\"]"),
            "it starts `air`",
        ),
        (
            app("RUN apt-get install -y gcc && go build"),
            "`RUN apt-get install -y gcc && go build` installs system",
        ),
        (
            app("RUN apt-get update && apt-get install -y libvips-dev\nRUN go build -o /x ./cmd/shop"),
            "what an image needs of `libvips-dev`",
        ),
        (
            app("RUN mv x.conf /etc/ && mkdir y\nRUN go build -o /x ./cmd/shop"),
            "`RUN mv x.conf /etc/ && mkdir y` changes more than the project",
        ),
        (app("RUN make"), "what `RUN make` leaves behind isn't known"),
        (
            app("RUN go build -o /x ./cmd/shop && mkdir /data"),
            "what `RUN go build -o /x ./cmd/shop && mkdir /data` leaves",
        ),
        (app("RUN go build -o $OUT ./cmd/shop"), "`RUN go build -o $OUT ./cmd/shop`: where `go build` works"),
        (app("ENV GOPATH=/other\nRUN go build -o /x"), "`ENV GOPATH` moves where"),
        (built("ENV PATH=$GOPATH/bin:$PATH"), "`ENV PATH=$GOPATH/bin:$PATH` uses `GOPATH`"),
        (
            built("RUN cp /usr/local/go/lib/time/zoneinfo.zip /"),
            "`RUN cp /usr/local/go/lib/time/zoneinfo.zip /` uses",
        ),
        (built("CMD gcc x.c"), "it calls `gcc` when it runs"),
    ] {
        let found = rewrite(&with(&dockerfile, GO)).expect_err(&dockerfile);
        assert!(found.starts_with(reason), "{dockerfile}\n{found}");
    }
    for (source, reason) in [
        ("var x = exec.Command(\"go\", \"list\")", "it calls `go` when it runs"),
        ("import \"golang.org/x/tools/go/packages\"", "its code asks for the Go installation"),
    ] {
        let project = [("go.mod", "module x\n"), ("cmd/shop/main.go", source)];
        let found = rewrite(&with(&built("CMD [\"/x\"]"), &project)).unwrap_err();
        assert_eq!(found, reason);
    }
}

#[test]
fn a_script_that_starts_it_is_followed() {
    let built =
        "FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o /x ./cmd/shop\nENTRYPOINT [\"./start\"]\n";
    let with_script = |script: &'static str| {
        let rest: Vec<(&str, &str)> = GO.iter().copied().chain([("start", script)]).collect();
        rewrite(&with(built, &rest))
    };
    let found = with_script("#!/bin/sh\ngit pull\nexec /x\n").unwrap().unwrap();
    assert!(found.text.contains("ca-certificates git media-types"), "{}", found.text);
    assert!(found.text.contains("COPY --from=builder /app/start /app/start\n"), "{}", found.text);
    assert_eq!(with_script("#!/bin/sh\ngo test ./...\n").unwrap_err(), "it calls `go` when it runs");
}
