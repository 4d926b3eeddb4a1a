/* Compresses standard input to an LZ4 frame on standard output, in requests of so many bytes over one session, and checks that
   the device takes back what it made; `s`: LZ4s sequences of one request. */
#include "cpa_dc.h"
#include "client.h"

#define MOST (1 << 20)

static unsigned char input[MOST];

int main(int argc, char **argv)
{
    size_t piece = argc > 1 ? (size_t)atoi(argv[1]) : MOST, length = fread(input, 1, MOST, stdin);
    int sequences = argc > 2;
    Cpa32U size, context, count = 0;
    CpaDcSessionHandle handle;
    CpaDcInstanceCapabilities can;
    start();
    CpaInstanceHandle instance = instances[0];
    CHECK(cpaDcQueryCapabilities(instance, &can) == CPA_STATUS_SUCCESS);
    CHECK(can.statelessLZ4Compression && can.statelessLZ4Decompression && can.statelessLZ4SCompression && can.checksumXXHash32);
    CpaDcSessionSetupData setup = {
        .compLevel = CPA_DC_L9,
        .compType = sequences ? CPA_DC_LZ4S : CPA_DC_LZ4,
        .huffType = CPA_DC_HT_STATIC,
        .sessDirection = sequences ? CPA_DC_DIR_COMPRESS : CPA_DC_DIR_COMBINED,
        .sessState = CPA_DC_STATELESS,
        .minMatch = CPA_DC_MIN_3_BYTE_MATCH,
        .checksum = CPA_DC_XXHASH32,
        .accumulateXXHash = sequences ? CPA_FALSE : CPA_TRUE,
    };
    CHECK(cpaDcGetSessionSize(instance, &setup, &size, &context) == CPA_STATUS_SUCCESS);
    handle = qaeMemAllocNUMA(size, 0, 64);
    CHECK(cpaDcInitSession(instance, handle, &setup, NULL, NULL) == CPA_STATUS_SUCCESS);
    CHECK(cpaDcLZ4CompressBound(instance, (Cpa32U)piece, &size) == CPA_STATUS_SUCCESS && size > piece);
    CpaFlatBuffer from = {0, qaeMemAllocNUMA(MOST, 0, 64)}, to = {0, qaeMemAllocNUMA(2 * MOST, 0, 64)};
    CpaBufferList source = {1, &from, NULL, pinned(4096)}, target = {1, &to, NULL, pinned(4096)};
    Cpa8U frame[16];
    CpaFlatBuffer around = {sizeof frame, frame};
    CpaDcRqResults results = {.checksum = 0};
    CHECK(cpaDcGenerateHeader(handle, &around, &count) == CPA_STATUS_SUCCESS);
    fwrite(frame, 1, count, stdout);
    for (size_t at = 0; at < length; at += piece) {
        size_t n = length - at < piece ? length - at : piece;
        CpaDcOpData op = {.flushFlag = at + n == length ? CPA_DC_FLUSH_FINAL : CPA_DC_FLUSH_FULL, .compressAndVerify = CPA_TRUE};
        memcpy(from.pData, input + at, n);
        from.dataLenInBytes = (Cpa32U)n;
        to.dataLenInBytes = size;
        CHECK(cpaDcCompressData2(instance, handle, &source, &target, &op, &results, NULL) == CPA_STATUS_SUCCESS);
        CHECK(results.status == CPA_DC_OK && results.consumed == n);
        fwrite(to.pData, 1, results.produced, stdout);
        if (!sequences) {
            CpaDcRqResults again = {.checksum = 0};
            CpaFlatBuffer packed = {results.produced, to.pData}, plain = {(Cpa32U)n, from.pData};
            CpaBufferList in = {1, &packed, NULL, source.pPrivateMetaData}, out = {1, &plain, NULL, target.pPrivateMetaData};
            CpaDcNsSetupData alone = setup;
            alone.sessDirection = CPA_DC_DIR_DECOMPRESS;
            alone.accumulateXXHash = CPA_FALSE;
            op.flushFlag = CPA_DC_FLUSH_FINAL;
            CHECK(cpaDcNsDecompressData(instance, &alone, &in, &out, &op, &again, NULL, NULL) == CPA_STATUS_SUCCESS);
            CHECK(again.produced == n && memcmp(from.pData, input + at, n) == 0);
        }
    }
    if (!sequences) {
        Cpa32U before = results.produced;
        CHECK(cpaDcGenerateFooter(handle, &around, &results) == CPA_STATUS_SUCCESS && results.produced == before + 8);
        fwrite(frame, 1, 8, stdout);
    }
    return 0;
}
