module example.org/words

go 1.26

require example.org/split v0.3.0
