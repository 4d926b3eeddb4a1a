#include <string.h>
#include <netinet/in.h>
#include <arpa/inet.h>

int ns_parse_endpoint(const char *host, unsigned short port, struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *a6 = (struct sockaddr_in6 *)ss;

	// degrades: fill
	memset(ss, 0, sizeof(*ss));
	a6->sin6_family = AF_INET6;
	a6->sin6_port = htons(port);
	return inet_pton(AF_INET6, host, &a6->sin6_addr) == 1 ? 0 : -1;
}
