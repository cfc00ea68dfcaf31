package org.longhaul.scenario.command.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.store.QueryResult;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreException;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;

/** Every run of a folder with its state, as its directory tells it; the store adds what finished runs were about. */
final class RunListing {
    private static final List<String> COLUMNS =
            List.of("run", "name", "started", "state", "network", "methods", "directory");

    private RunListing() {}

    /** The runs, the latest first. */
    static QueryResult of(Path runs) throws IOException {
        Map<String, List<@Nullable Object>> stored = stored(runs);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Path directory : RunsFolder.directories(runs)) {
            rows.add(row(directory, stored));
        }
        for (List<@Nullable Object> row : stored.values()) {
            // Its directory was moved or deleted; the store still has its figures.
            List<@Nullable Object> cells = new ArrayList<>(row);
            cells.add("gone");
            rows.add(cells);
        }
        rows.sort(Comparator.comparing((List<@Nullable Object> row) -> String.valueOf(row.get(2)))
                .reversed()
                .thenComparing(row -> String.valueOf(row.get(0))));
        return new QueryResult(COLUMNS, rows);
    }

    private static List<@Nullable Object> row(Path directory, Map<String, List<@Nullable Object>> stored) {
        List<@Nullable Object> row = new ArrayList<>();
        try {
            Manifest manifest = RunDirectory.manifest(directory);
            List<@Nullable Object> known = stored.remove(manifest.id());
            boolean isRecorded = Files.isRegularFile(directory.resolve(RunOutputs.RECORD));
            row.add(manifest.id());
            row.add(known == null ? name(directory) : known.get(1));
            row.add(manifest.startedAt());
            row.add(
                    RunDirectory.isInUse(directory)
                            ? "running"
                            : !isRecorded ? stopped(directory) : known == null ? "finished" : known.get(3));
            row.add(known == null ? null : known.get(4));
            row.add(known == null ? null : known.get(5));
        } catch (IOException e) {
            row.add(String.valueOf(directory.getFileName()));
            row.add(null);
            row.add("");
            row.add("damaged");
            row.add(null);
            row.add(null);
        }
        row.add(directory.toString());
        return row;
    }

    /** What the store knows, by id: the columns but the last. */
    private static Map<String, List<@Nullable Object>> stored(Path runs) {
        Map<String, List<@Nullable Object>> stored = new HashMap<>();
        Path file = RunsFolder.store(runs);
        if (!Files.exists(file)) {
            return stored;
        }
        try (RunStore store = RunStore.open(file, StoreSettings.defaults().forReading())) {
            QueryResult result = store.query(
                    """
                    SELECT r.run_id, r.name, r.started_at,
                      CASE WHEN bool_and(m.outcome = 'COMPLETED') THEN 'finished'
                        ELSE lower(string_agg(DISTINCT m.outcome, ', ') FILTER (m.outcome <> 'COMPLETED')) END,
                      r.topology, string_agg(DISTINCT m.label, ', ' ORDER BY m.label)
                    FROM runs r LEFT JOIN methods m USING (run_id) GROUP BY ALL""");
            for (List<@Nullable Object> row : result.rows()) {
                stored.put(String.valueOf(row.get(0)), row);
            }
        } catch (StoreException e) {
            // The directories tell the rest; every other command that needs the store says what is wrong with it.
            return stored;
        }
        return stored;
    }

    private static String stopped(Path directory) {
        Path units = directory.resolve("units");
        long begun = 0;
        long done = 0;
        if (Files.isDirectory(units)) {
            try (Stream<Path> each = Files.list(units)) {
                for (Path unit : each.toList()) {
                    begun++;
                    done += Files.exists(unit.resolve("result.json")) ? 1 : 0;
                }
            } catch (IOException e) {
                return "stopped";
            }
        }
        return "stopped, " + done + " done" + (begun > done ? ", one begun" : "");
    }

    private static @Nullable String name(Path directory) {
        try {
            if (YamlReader.read(directory.resolve("scenario.yaml")).root() instanceof YamlNode.Mapping scenario) {
                for (YamlNode.Entry entry : scenario.entries()) {
                    if (entry.key().text().equals("name") && entry.value() instanceof YamlNode.Scalar name) {
                        return name.text();
                    }
                }
            }
        } catch (InvalidFileException e) {
            return null;
        }
        return null;
    }
}
