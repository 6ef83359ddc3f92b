//! One name for an image repository, whichever mirror it is pulled from.

/// Prefixes under which Docker's official images are served.
const OFFICIAL: [&str; 7] = [
    "docker.io/library/",
    "index.docker.io/library/",
    "registry-1.docker.io/library/",
    "registry.hub.docker.com/library/",
    "public.ecr.aws/docker/library/",
    "mirror.gcr.io/library/",
    "library/",
];

/// Prefixes of Docker Hub for everyone else's images.
const HUB: [&str; 4] = ["docker.io/", "index.docker.io/", "registry-1.docker.io/", "mirror.gcr.io/"];

/// The name that the tables know a repository by: official images without registry and `library/`, others of Docker
/// Hub without the registry, all others as they are.
pub fn canonical(repository: &str) -> &str {
    OFFICIAL.iter().chain(&HUB).find_map(|prefix| repository.strip_prefix(prefix)).unwrap_or(repository)
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn mirrors_of_official_images_are_one_repository() {
        for name in ["python", "library/python", "docker.io/library/python", "docker.io/python"] {
            assert_eq!(canonical(name), "python");
        }
        assert_eq!(canonical("public.ecr.aws/docker/library/python"), "python");
        assert_eq!(canonical("mirror.gcr.io/library/python"), "python");
    }

    #[test]
    fn others_keep_their_names() {
        assert_eq!(canonical("docker.io/bitnami/redis"), "bitnami/redis");
        assert_eq!(canonical("bitnami/python"), "bitnami/python");
        assert_eq!(canonical("mcr.microsoft.com/dotnet/sdk"), "mcr.microsoft.com/dotnet/sdk");
        assert_eq!(canonical("example.com/library/python"), "example.com/library/python");
    }
}
