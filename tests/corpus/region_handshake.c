#include <openssl/ssl.h>
int greet(SSL *ssl)
{
    // region: sign rsa-2048 conditional async
    return SSL_do_handshake(ssl);
}
