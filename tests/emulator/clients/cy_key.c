/* Derives keys and masks that standard input describes, one per line: name, number, then secret, seed, label in hexadecimal,
   and how many bytes; prints status and result. Every other line is asynchronous. */
#include "cpa_cy_key.h"
#include "cy_client.h"

static CpaFlatBuffer in[3], out;
static int done;
static CpaStatus answered;

static void on_key(void *tag, CpaStatus status, void *op, CpaFlatBuffer *result)
{
    (void)tag, (void)op;
    CHECK(result == &out);
    done = 1;
    answered = status;
}

static CpaStatus hkdf(int op, CpaCyGenFlatBufCbFunc callback, unsigned suite)
{
    CpaCyKeyGenHKDFOpData *data = pinned(sizeof *data);
    memset(data, 0, sizeof *data);
    data->hkdfKeyOp = (CpaCyKeyHKDFOp)op;
    data->secretLen = (Cpa8U)in[0].dataLenInBytes;
    memcpy(data->secret, in[0].pData, in[0].dataLenInBytes);
    data->seedLen = (Cpa16U)in[1].dataLenInBytes;
    memcpy(data->seed, in[1].pData, in[1].dataLenInBytes);
    data->infoLen = (Cpa16U)in[2].dataLenInBytes;
    memcpy(data->info, in[2].pData, in[2].dataLenInBytes);
    data->numLabels = 1;
    data->label[0].labelLen = (Cpa8U)in[2].dataLenInBytes;
    memcpy(data->label[0].label, in[2].pData, in[2].dataLenInBytes);
    data->label[0].sublabelFlag = 15;
    return cpaCyKeyGenTls3(instances[0], callback, NULL, data, (CpaCyKeyHKDFCipherSuite)suite, &out);
}

static CpaStatus perform(const char *name, int number, int later)
{
    CpaCyGenFlatBufCbFunc callback = later ? on_key : NULL;
    static CpaCyKeyGenSslOpData ssl;
    static CpaCyKeyGenTlsOpData tls;
    static CpaCyKeyGenMgfOpDataExt mgf;
    ssl = (CpaCyKeyGenSslOpData){(CpaCyKeySslOp)number, in[0], in[1], {0, NULL}, out.dataLenInBytes, in[2]};
    tls = (CpaCyKeyGenTlsOpData){(CpaCyKeyTlsOp)(number % 100), in[0], in[1], out.dataLenInBytes, in[2]};
    mgf = (CpaCyKeyGenMgfOpDataExt){{in[1], out.dataLenInBytes}, (CpaCySymHashAlgorithm)number};
    if (strcmp(name, "ssl") == 0) {
        return cpaCyKeyGenSsl(instances[0], callback, NULL, &ssl, &out);
    }
    if (strcmp(name, "tls") == 0) {
        return cpaCyKeyGenTls(instances[0], callback, NULL, &tls, &out);
    }
    if (strcmp(name, "tls2") == 0) {
        return cpaCyKeyGenTls2(instances[0], callback, NULL, &tls, (CpaCySymHashAlgorithm)(number / 100), &out);
    }
    if (strcmp(name, "mgf") == 0) {
        return cpaCyKeyGenMgfExt(instances[0], callback, NULL, &mgf, &out);
    }
    return hkdf(number % 100, callback, (unsigned)number / 100);
}

int main(void)
{
    char name[16], words[3][2048];
    int number, later = 0;
    unsigned bytes;
    start();
    while (scanf("%15s %d %2047s %2047s %2047s %u", name, &number, words[0], words[1], words[2], &bytes) == 6) {
        for (int i = 0; i < 3; i++) {
            in[i].pData = unhex(words[i], &in[i].dataLenInBytes);
        }
        out.pData = pinned(bytes);
        out.dataLenInBytes = bytes;
        done = 0;
        CpaStatus status = perform(name, number, later);
        for (int i = 0; later && status == CPA_STATUS_SUCCESS && !done && i < 100000; i++) {
            icp_sal_CyPollInstance(instances[0], 0);
        }
        CHECK(!later || status != CPA_STATUS_SUCCESS || done);
        status = later && done ? answered : status;
        printf("%d ", status);
        put_hex(out.pData, status == CPA_STATUS_SUCCESS ? bytes : 0);
        printf("\n");
        later = !later;
    }
    CpaCyKeyGenStats64 stats;
    OK(cpaCyKeyGenQueryStats64(instances[0], &stats));
    printf("%llu %llu %llu\n", (unsigned long long)stats.numSslKeyGenCompleted, (unsigned long long)stats.numTlsKeyGenCompleted,
           (unsigned long long)stats.numMgfKeyGenCompleted);
    OK(icp_sal_userStop());
    return 0;
}
