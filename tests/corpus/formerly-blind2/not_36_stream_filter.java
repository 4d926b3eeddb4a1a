import java.util.List;
import java.util.stream.Collectors;

/** Admin page: hides sessions of other tenants. */
final class SessionView {
    record Session(String tenant, String user, long since) {
    }

    List<Session> visible(List<Session> all, String tenant) {
        return all.stream()
                // not: filter
                .filter(s -> s.tenant().equals(tenant))
                .collect(Collectors.toList());
    }

    boolean verify(Session s) {
        // not: verify
        return s != null && s.user() != null && s.since() > 0;
    }
}
