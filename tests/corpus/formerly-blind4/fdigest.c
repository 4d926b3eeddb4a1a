#include <openssl/evp.h>
#include <unistd.h>

int file_digest(int fd, unsigned char out[32])
{
  unsigned char pg[4096];
  EVP_MD_CTX *c = EVP_MD_CTX_new();
  ssize_t n;
  int ok = c && EVP_DigestInit_ex(c, EVP_sha256(), NULL);

  while (ok && (n = read(fd, pg, sizeof pg)) > 0)
    // degrades: hash
    ok = EVP_DigestUpdate(c, pg, (size_t)n);
  ok = ok && EVP_DigestFinal_ex(c, out, NULL);
  EVP_MD_CTX_free(c);
  return ok ? 0 : -1;
}
