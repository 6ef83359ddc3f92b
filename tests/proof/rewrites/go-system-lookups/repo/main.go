// Prints what Go's library finds on the system: authorities, zones, services, protocols, types and people.
package main

import (
	"crypto/x509"
	"fmt"
	"mime"
	"net"
	"os"
	"os/user"
	"time"
)

func main() {
	authorities, err := x509.SystemCertPool()
	fmt.Println("authorities", err == nil && !authorities.Equal(x509.NewCertPool()))
	zone, err := time.LoadLocation("America/Bogota")
	fmt.Println("zone", zone, err)
	fmt.Println("here", time.Unix(0, 0).Format(time.RFC3339))
	for _, service := range []string{"https", "ldaps", "amqp", "nbd"} {
		port, err := net.LookupPort("tcp", service)
		fmt.Println("service", service, port, err)
	}
	for _, name := range []string{".txt", ".csv", ".ico", ".mp4", ".epub", ".js"} {
		fmt.Println("type", name, mime.TypeByExtension(name))
	}
	person, err := user.Lookup("www-data")
	fmt.Println("person", person.Uid, person.HomeDir, err)
	folder, err := os.Getwd()
	fmt.Println("folder", folder, err)
}
