package org.longhaul.scenario.command.run;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.scenario.run.Json;

/** Prints the rows of a query as one JSON object, {@code {"columns": [...], "rows": [[...], ...]}}, and keeps none of them. */
final class JsonRows implements RunStore.RowListener {
    private final PrintWriter out;
    private boolean any;

    JsonRows(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void columns(List<String> names) {
        out.print("{\"columns\":" + Json.compact(names) + ",\"rows\":[");
    }

    @Override
    public boolean row(List<@Nullable Object> cells) {
        List<@Nullable Object> plain = new ArrayList<>();
        for (Object cell : cells) {
            // Times, lists and the engine's other types as it writes them.
            plain.add(cell == null || cell instanceof Number || cell instanceof Boolean ? cell : cell.toString());
        }
        out.print((any ? ",\n" : "") + Json.compact(plain));
        any = true;
        return true;
    }

    void end() {
        out.println("]}");
    }
}
