package main

/*
#cgo LDFLAGS: -lsqlite3
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static int show(void *unused, int count, char **values, char **names) {
    for (int i = 0; i < count; i++) {
        printf("%s%s", i > 0 ? " " : "", values[i]);
    }
    printf("\n");
    fflush(stdout);
    return 0;
}

static int run(const char *path, const char *text) {
    sqlite3 *store;
    int code = sqlite3_open(path, &store);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(store, text, show, NULL, NULL);
    }
    sqlite3_close(store);
    return code;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// execute runs statements, and prints the rows that they give.
func execute(path, text string) error {
	file, statements := C.CString(path), C.CString(text)
	defer C.free(unsafe.Pointer(file))
	defer C.free(unsafe.Pointer(statements))
	if code := C.run(file, statements); code != C.SQLITE_OK {
		return fmt.Errorf("sqlite says %d", code)
	}
	return nil
}
