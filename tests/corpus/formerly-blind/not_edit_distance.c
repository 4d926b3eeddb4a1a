#include <string.h>

int levenshtein_row(const char *a, int n, const char *b, int m, int *row)
{
    for (int j = 0; j <= m; j++)
        row[j] = j;
    for (int i = 1; i <= n; i++) {
        int diag = row[0];
        row[0] = i;
        // not: compare
        for (int j = 1; j <= m; j++) {
            int up = row[j], cost = diag + (a[i - 1] != b[j - 1]);
            int best = up < row[j - 1] ? up + 1 : row[j - 1] + 1;
            row[j] = best < cost ? best : cost;
            diag = up;
        }
    }
    return row[m];
}
