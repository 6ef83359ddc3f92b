import git

print(git.Repo.init("/tmp/r").is_dirty())
