/* Performs public-key operations that standard input describes, one per line: name, then numbers in hexadecimal; prints
   status, verdict and results. Every other line is asynchronous. */
#include "cpa_cy_dh.h"
#include "cpa_cy_ec.h"
#include "cpa_cy_ecdsa.h"
#include "cpa_cy_ln.h"
#include "cpa_cy_prime.h"
#include "cpa_cy_rsa.h"
#include "cy_client.h"

static CpaFlatBuffer in[12], out[2];
static int done;
static CpaStatus answered;
static CpaBoolean verdict;

static void on_flat(void *tag, CpaStatus status, void *op, CpaFlatBuffer *result)
{
    (void)tag, (void)op, (void)result;
    done = 1;
    answered = status;
}

static void on_two(void *tag, CpaStatus status, void *op, CpaBoolean right, CpaFlatBuffer *x, CpaFlatBuffer *y)
{
    verdict = right;
    (void)y;
    on_flat(tag, status, op, x);
}

static void on_verdict(void *tag, CpaStatus status, void *op, CpaBoolean right)
{
    verdict = right;
    on_flat(tag, status, op, NULL);
}

static CpaStatus rsa(int crt, int later)
{
    static CpaCyRsaPrivateKey key;
    static CpaCyRsaDecryptOpData op;
    memset(&key, 0, sizeof key);
    key.version = CPA_CY_RSA_VERSION_TWO_PRIME;
    key.privateKeyRepType = crt ? CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_2 : CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_1;
    key.privateKeyRep1 = (CpaCyRsaPrivateKeyRep1){in[1], in[2]};
    key.privateKeyRep2 = (CpaCyRsaPrivateKeyRep2){in[1], in[2], in[3], in[4], in[5]};
    op = (CpaCyRsaDecryptOpData){&key, in[0]};
    return cpaCyRsaDecrypt(instances[0], later ? on_flat : NULL, NULL, &op, &out[0]);
}

static CpaStatus perform(const char *name, int later)
{
    if (strncmp(name, "rsa", 3) == 0) {
        return rsa(strcmp(name, "rsa2") == 0, later);
    }
    if (strcmp(name, "modexp") == 0) {
        static CpaCyLnModExpOpData op;
        op = (CpaCyLnModExpOpData){in[0], in[1], in[2]};
        return cpaCyLnModExp(instances[0], later ? on_flat : NULL, NULL, &op, &out[0]);
    }
    if (strcmp(name, "sign") == 0) {
        static CpaCyEcdsaSignRSOpData op;
        op = (CpaCyEcdsaSignRSOpData){in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7], in[8],
                                      CPA_CY_EC_FIELD_TYPE_PRIME};
        return cpaCyEcdsaSignRS(instances[0], later ? on_two : NULL, NULL, &op, &verdict, &out[0], &out[1]);
    }
    if (strcmp(name, "verify") == 0) {
        static CpaCyEcdsaVerifyOpData op;
        op = (CpaCyEcdsaVerifyOpData){in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7], in[8], in[9], in[10],
                                      CPA_CY_EC_FIELD_TYPE_PRIME};
        return cpaCyEcdsaVerify(instances[0], later ? on_verdict : NULL, NULL, &op, &verdict);
    }
    if (strcmp(name, "x25519") == 0) {
        static CpaCyEcMontEdwdsPointMultiplyOpData op;
        op = (CpaCyEcMontEdwdsPointMultiplyOpData){CPA_CY_EC_MONTEDWDS_CURVE25519_TYPE, CPA_FALSE, in[0], in[1], in[1]};
        return cpaCyEcMontEdwdsPointMultiply(instances[0], later ? on_two : NULL, NULL, &op, &verdict, &out[0], &out[1]);
    }
    if (strcmp(name, "ed25519") == 0) { /* k, and x and y unless the generator is meant */
        static CpaCyEcMontEdwdsPointMultiplyOpData op;
        op = (CpaCyEcMontEdwdsPointMultiplyOpData){CPA_CY_EC_MONTEDWDS_ED25519_TYPE,
                                                   in[1].dataLenInBytes > 0 ? CPA_FALSE : CPA_TRUE, in[0], in[1], in[2]};
        return cpaCyEcMontEdwdsPointMultiply(instances[0], later ? on_two : NULL, NULL, &op, &verdict, &out[0], &out[1]);
    }
    static CpaCyPrimeTestOpData op;
    op = (CpaCyPrimeTestOpData){.primeCandidate = in[0], .performGcdTest = CPA_TRUE, .numMillerRabinRounds = 2};
    return cpaCyPrimeTest(instances[0], later ? on_verdict : NULL, NULL, &op, &verdict);
}

int main(void)
{
    static char line[65536];
    int later = 0;
    start();
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *name = strtok(line, " \n"), *word;
        int n = 0;
        memset(in, 0, sizeof in);
        while ((word = strtok(NULL, " \n")) != NULL && n < 12) {
            in[n].pData = unhex(word, &in[n].dataLenInBytes);
            n++;
        }
        Cpa32U room = in[strcmp(name, "rsa2") == 0 || strcmp(name, "rsa1") == 0 ? 0 : n > 3 ? 3 : 0].dataLenInBytes;
        for (int i = 0; i < 2; i++) {
            out[i] = (CpaFlatBuffer){room, pinned(room)};
        }
        done = 0;
        verdict = CPA_FALSE;
        later = !later;
        CpaStatus status = perform(name, later);
        answered = status;
        while (status == CPA_STATUS_SUCCESS && later && !done) {
            icp_sal_CyPollInstance(instances[0], 0);
        }
        printf("%d %d ", answered, verdict);
        put_hex(out[0].pData, out[0].dataLenInBytes);
        printf(" ");
        put_hex(out[1].pData, out[1].dataLenInBytes);
        printf("\n");
    }
    OK(icp_sal_userStop());
    return 0;
}
