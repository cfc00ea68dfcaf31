package org.longhaul.study.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.analysis.store.QueryResult;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreSettings;

/** The latest run of every name in a store of runs. A store keeps a scenario's hash, not its keys. */
final class StoreResults {
    private static final String LATEST =
            """
            WITH latest AS (SELECT * FROM runs
              QUALIFY row_number() OVER (PARTITION BY name ORDER BY started_at DESC, run_id DESC) = 1)
            """;
    private static final String MEASURES = LATEST
            + """
            SELECT DISTINCT m.measure, m.unit = 'share', m.higher_is_better
            FROM measures m JOIN latest USING (run_id) WHERE m.headline OR m.objective ORDER BY 1""";
    private static final String TARGETS =
            LATEST + "SELECT DISTINCT t.target FROM targets t JOIN latest USING (run_id) ORDER BY 1";
    private static final String METHODS = LATEST
            + """
            SELECT l.name, m.label, m.seed, m.outcome, m.simulated_nanos / 1e9, m.charged_bytes, m.link_bytes, m.dollars,
              (SELECT sum(compute_nanos) / nullif(sum(compute_nanos + exposed_communication_nanos + waiting_nanos + idle_nanos), 0)
               FROM breakdown b WHERE b.run_id = m.run_id AND b.label = m.label AND b.seed = m.seed)
            FROM methods m JOIN latest l USING (run_id) ORDER BY l.name, m.rowid""";
    private static final String VALUES = LATEST
            + """
            SELECT l.name, f.label, f.seed, f.measure, f.value
            FROM final_metrics f JOIN latest l USING (run_id) WHERE f.client IS NULL""";
    private static final String REACHED = LATEST
            + """
            SELECT l.name, t.label, t.seed, t.target, t.seconds
            FROM time_to_target t JOIN latest l USING (run_id)""";
    private static final String SETTINGS = LATEST
            + """
            SELECT name, topology, fidelity, projected_model, device, longhaul_version, pytorch_version, scenario_sha256
            FROM latest ORDER BY name""";
    private static final List<String> SETTING_NAMES = List.of(
            "(topology)",
            "(network model)",
            "(charged model)",
            "(device)",
            "(version)",
            "(PyTorch)",
            "(scenario's SHA-256)");

    private StoreResults() {}

    private record Key(String name, String label, long seed) {
        static Key of(List<@Nullable Object> row) {
            return new Key(text(row.get(0)), text(row.get(1)), Math.round(number(row.get(2))));
        }
    }

    /** Reads a store. */
    static Results read(Path file) {
        try (RunStore store = RunStore.open(file, StoreSettings.defaults().forReading())) {
            List<FigureInfo> infos = infos(store);
            Map<Key, Map<String, Double>> taken = new LinkedHashMap<>();
            for (List<@Nullable Object> row : store.query(REACHED).rows()) {
                taken.computeIfAbsent(Key.of(row), key -> new LinkedHashMap<>())
                        .put(
                                FigureInfo.SECONDS_TO_TARGET + " " + text(row.get(3)),
                                row.get(4) == null ? Double.POSITIVE_INFINITY : number(row.get(4)));
            }
            for (List<@Nullable Object> row : store.query(VALUES).rows()) {
                taken.computeIfAbsent(Key.of(row), key -> new LinkedHashMap<>())
                        .put(text(row.get(3)), number(row.get(4)));
            }
            List<Results.Entry> entries = new ArrayList<>();
            for (List<@Nullable Object> row : store.query(METHODS).rows()) {
                Key key = Key.of(row);
                Map<String, Double> values = taken.getOrDefault(key, new LinkedHashMap<>());
                String outcome = text(row.get(3)).toLowerCase(Locale.ROOT);
                whole(values, row, outcome.equals(Results.Entry.COMPLETED));
                entries.add(new Results.Entry(key.name(), key.label(), key.seed(), outcome, values));
            }
            if (entries.isEmpty()) {
                throw new NotComparableException(file + " holds no run");
            }
            return new Results(file.toString(), false, infos, entries, settings(store));
        }
    }

    private static List<FigureInfo> infos(RunStore store) {
        List<FigureInfo> infos = new ArrayList<>();
        infos.add(new FigureInfo(FigureInfo.SECONDS, AxisScale.SECONDS, false, false));
        for (List<@Nullable Object> row : store.query(TARGETS).rows()) {
            infos.add(FigureInfo.toTarget(FigureInfo.SECONDS_TO_TARGET + " " + text(row.get(0))));
        }
        for (List<@Nullable Object> row : store.query(MEASURES).rows()) {
            boolean share = Boolean.TRUE.equals(row.get(1));
            infos.add(new FigureInfo(
                    text(row.get(0)),
                    share ? AxisScale.SHARE : AxisScale.NUMBER,
                    Boolean.TRUE.equals(row.get(2)),
                    true));
        }
        infos.add(new FigureInfo(FigureInfo.CHARGED_BYTES, AxisScale.BYTES, false, false));
        infos.add(new FigureInfo(FigureInfo.LINK_BYTES, AxisScale.BYTES, false, false));
        infos.add(new FigureInfo(FigureInfo.COMPUTE_SHARE, AxisScale.SHARE, true, false));
        infos.add(new FigureInfo(FigureInfo.DOLLARS, AxisScale.DOLLARS, false, false));
        return infos;
    }

    /** A training that was cut short has no figure of its whole budget, only the targets that it reached. */
    private static void whole(Map<String, Double> values, List<@Nullable Object> row, boolean whole) {
        if (!whole) {
            values.entrySet()
                    .removeIf(value -> !value.getKey().startsWith(FigureInfo.SECONDS_TO_TARGET)
                            || value.getValue().isInfinite());
            return;
        }
        List<String> names = List.of(
                FigureInfo.SECONDS,
                FigureInfo.CHARGED_BYTES,
                FigureInfo.LINK_BYTES,
                FigureInfo.DOLLARS,
                FigureInfo.COMPUTE_SHARE);
        for (int i = 0; i < names.size(); i++) {
            if (row.get(4 + i) != null) {
                values.put(names.get(i), number(row.get(4 + i)));
            }
        }
    }

    private static Map<String, Map<String, String>> settings(RunStore store) {
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        QueryResult result = store.query(SETTINGS);
        for (List<@Nullable Object> row : result.rows()) {
            Map<String, String> own = new LinkedHashMap<>();
            for (int i = 0; i < SETTING_NAMES.size(); i++) {
                if (row.get(i + 1) != null) {
                    own.put(SETTING_NAMES.get(i), text(row.get(i + 1)));
                }
            }
            settings.put(text(row.get(0)), own);
        }
        return settings;
    }

    private static String text(@Nullable Object cell) {
        return String.valueOf(cell);
    }

    private static double number(@Nullable Object cell) {
        return cell instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
