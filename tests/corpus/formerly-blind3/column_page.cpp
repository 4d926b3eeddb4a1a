#include <QByteArray>
#include <QFile>
#include <QLoggingCategory>
#include <zlib.h>

Q_LOGGING_CATEGORY(lcPage, "app.columns.page")

struct PageHeader {
    quint32 packedSize;
    quint32 plainSize;      // 1 MiB in all files of this writer
};

QByteArray readPage(QFile &file, const PageHeader &h)
{
    const QByteArray packed = file.read(h.packedSize);
    if (packed.size() != int(h.packedSize) || h.plainSize < (1u << 20))
        return {};

    QByteArray plain(int(h.plainSize), Qt::Uninitialized);
    uLongf n = h.plainSize;
    // region: decompress deflate sync async in-core min=16384
    const int rc = uncompress(reinterpret_cast<Bytef *>(plain.data()), &n,
                              reinterpret_cast<const Bytef *>(packed.constData()), h.packedSize);
    if (rc != Z_OK || n != h.plainSize) {
        qCWarning(lcPage) << "page is damaged" << rc;
        return {};
    }
    return plain;
}
