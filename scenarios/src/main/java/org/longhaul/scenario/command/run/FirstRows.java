package org.longhaul.scenario.command.run;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.store.QueryResult;
import org.longhaul.analysis.store.RunStore;

/** Keeps the first rows of a query, as many as a person can look at. */
final class FirstRows implements RunStore.RowListener {
    private final int most;
    private List<String> columns = List.of();
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private boolean more;

    FirstRows(int most) {
        this.most = most;
    }

    @Override
    public void columns(List<String> names) {
        columns = List.copyOf(names);
    }

    @Override
    public boolean row(List<@Nullable Object> cells) {
        if (rows.size() == most) {
            more = true;
            return false;
        }
        rows.add(cells);
        return true;
    }

    QueryResult result() {
        return new QueryResult(columns, rows);
    }

    /** Whether there were more. */
    boolean more() {
        return more;
    }
}
