//! Who stays out of a container that others share, and why.

use super::merged::{COMPOSE, shop};
use super::write;

/// A service with more than a process can have keeps its container; of two, none is left to share one with.
#[test]
fn who_stays_apart_says_why() {
    let worker = |from: &str, to: &str| {
        assert!(COMPOSE.contains(from), "{from}");
        COMPOSE.replace(from, to)
    };
    for (compose, reason) in [
        (worker("    working_dir: jobs", "    profiles: [late]"), "a profile decides whether it runs"),
        (worker("    working_dir: jobs", "    mem_limit: 1g"), "its `mem_limit` holds for it alone"),
        (worker("    working_dir: jobs", "    deploy: {labels: {a: b}}"), "its `deploy` holds for it alone"),
        (worker("    working_dir: jobs", "    hostname: jobs"), "its `hostname` can't be given to a process"),
        (worker("    working_dir: jobs", "    user: \"0\""), "its `user` is another than that of the others"),
        (worker("    working_dir: jobs", "    env_file: jobs.env"), "its `env_file` is another"),
        (worker("    working_dir: jobs", "    networks: [inner]"), "its `networks` is another"),
        (worker("    working_dir: jobs", "    expose: [8000]"), "it listens on port 8000, as `web` does"),
        (worker("--every \"5 minutes\"", "--port=8000"), "it listens on port 8000"),
        (worker("    working_dir: jobs", "    working_dir: $JOBS"), "its folder depends on a variable"),
        (worker("shop.worker", "shop.$WORK"), "its command holds a variable"),
        (worker("shop.worker", "shop.worker | tee log"), "its command holds a variable, or more than words"),
        (worker("PACE=slow", "PACE"), "its variable `PACE` is the shell's"),
        (
            worker("work:/work", "work:/etc/shop"),
            "it mounts `/etc/shop`, where the others have the image's own",
        ),
        (
            worker("work:/work", "./shop:/srv/shop"),
            "it mounts `/srv/shop`, where the others have the image's own",
        ),
        (worker("work:/work", "work:/tmp/x"), "it mounts `/tmp/x`, where the supervisor keeps its files"),
        (
            worker("      db: {condition: service_healthy}", "      web: {condition: service_healthy}"),
            "it waits until `web` is healthy",
        ),
        (
            worker("      db: {condition: service_healthy}", "      proxy: {condition: service_started}"),
            "it waits for `proxy`, which can't start before `web`",
        ),
        (
            worker("      - db\n      - web", "      web: {condition: service_completed_successfully}"),
            "`proxy` waits until it has ended",
        ),
        (
            worker("    image: caddy:2", "    image: caddy:2\n    network_mode: service:web")
                .replace("      - web\n", ""),
            "`proxy` refers to it in another way",
        ),
        (
            worker(
                "\n    restart: always\n    container_name",
                "\n    restart: on-failure:3\n    container_name",
            ),
            "`restart: on-failure:3` is more than",
        ),
        (
            worker("\n    restart: always\n    container_name", "\n    container_name"),
            "its `restart` is another",
        ),
        (worker("SIGINT", "$STOP"), "its stop signal isn't known"),
    ] {
        let compose = format!("{compose}networks:\n  inner:\n");
        let repository = shop(&compose);
        write(&repository.root, &[("jobs.env", "A=b\n")]);
        let plan = repository.merged();
        let reasons: Vec<&str> = plan.declined.iter().map(|declined| declined.reason.as_str()).collect();
        let said = reasons.iter().any(|it| it.contains(&format!("a container of its own: {reason}")));
        assert!(said, "{reason}: {reasons:#?}");
        assert!(
            reasons.iter().any(|it| it.contains("none is left with which it could share")),
            "{reasons:#?}"
        );
        assert!(plan.files.iter().all(|file| !file.text.contains("s6-svscan")), "{compose}");
        // what is declined changes nothing else
        let without: Vec<_> =
            repository.plan().files.into_iter().filter(|it| it.path != "README.md").collect();
        assert_eq!(without, plan.files.into_iter().filter(|it| it.path != "README.md").collect::<Vec<_>>());
    }
}
