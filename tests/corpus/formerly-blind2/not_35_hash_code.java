import java.util.Arrays;
import java.util.Objects;

/** Key of the plan cache. */
final class PlanKey {
    private final String sql;
    private final int[] types;

    PlanKey(String sql, int[] types) {
        this.sql = sql;
        this.types = types;
    }

    @Override
    public int hashCode() {
        // not: hash
        return 31 * Objects.hashCode(sql) + Arrays.hashCode(types);
    }

    @Override
    public boolean equals(Object o) {
        // not: compare
        return o instanceof PlanKey k && sql.equals(k.sql) && Arrays.equals(types, k.types);
    }
}
