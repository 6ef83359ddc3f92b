//! `docker compose` itself, asked what the original and the new files mean.

use super::*;
use crate::compose_tool::Compose;

/// The Compose implementation itself, asked what both files mean.
#[test]
fn compose_reads_the_same_system() {
    let Some(compose) = Compose::find() else { return };
    let repository = Repository::shop(DOCKERFILE, "flask\n");
    write(&repository.root, &[("shop.env", "A=b\n")]);
    for place in ["new", "../beside", "deep/er/new"] {
        let folder = repository.root.join(place);
        assert_eq!(careen(&repository.root, &["rewrite", "--write", place]).0, Some(0));
        let mut before = compose.config(&[repository.root.join("compose.yaml")]);
        let mut after = compose.config(&[folder.join("compose.yaml")]);
        let context = |value: &serde_json::Value| value["services"]["web"]["build"]["context"].clone();
        assert_eq!(context(&before), context(&after));
        for value in [&mut before, &mut after] {
            for service in ["web", "worker"] {
                let body = value["services"][service].as_object_mut().unwrap();
                body.remove("build");
                body.remove("image");
            }
        }
        assert_eq!(before, after);
        let beside = compose.config(&[folder.join("compose.yaml"), folder.join("compose.beside.yaml")]);
        assert_eq!(beside["name"], "shop-beside");
        assert_eq!(beside["volumes"]["data"]["name"], "shop-beside_data");
        assert_eq!(beside["services"]["web"]["ports"].as_array().unwrap().len(), 1);
        assert_eq!(beside["services"]["web"]["ports"][0]["published"], "18080");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
