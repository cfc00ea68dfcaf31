package org.longhaul.study.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;

/** Reads results: a run directory or its record, a folder of runs, a store of runs, or a table of points. */
final class ResultsReader {
    private static final String RECORD = "record.json";

    private ResultsReader() {}

    /** Whether a path holds the record of one run. */
    static boolean isRun(Path path) {
        return Files.isRegularFile(path.resolve(RECORD)) || path.toString().endsWith(".json");
    }

    /** The record of a run. */
    static RunRecord record(Path run) {
        return RunRecordJson.read(Files.isDirectory(run) ? run.resolve(RECORD) : run);
    }

    /** The directory of a run, whose record may be named instead. */
    static Path folder(Path run) {
        return Files.isDirectory(run)
                ? run
                : Objects.requireNonNull(run.toAbsolutePath().getParent(), "a file lies in a folder");
    }

    /**
     * Reads results.
     *
     * @param higherIsBetter figures of a table of points that are the better the higher
     * @throws NotComparableException if there are none
     */
    static Results read(Path path, List<String> higherIsBetter) {
        if (!Files.exists(path)) {
            throw new NotComparableException(path + " does not exist; allowed: a run directory, its record.json, a"
                    + " folder of run directories, a store (.duckdb), or a table of points (.csv)");
        }
        if (path.toString().endsWith(".duckdb")) {
            return StoreResults.read(path);
        }
        if (path.toString().endsWith(".csv")) {
            // All sweeps call their tables alike: the path tells two apart.
            Results points = PointTable.read(path).results(higherIsBetter);
            return new Results(path.toString(), points.points(), points.figures(), points.entries(), points.settings());
        }
        Map<String, Path> runs = isRun(path) ? Map.of("", path) : runs(path);
        List<FigureInfo> infos = new ArrayList<>();
        List<Results.Entry> entries = new ArrayList<>();
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        for (Map.Entry<String, Path> each : runs.entrySet()) {
            RunRecord run = record(each.getValue());
            for (FigureInfo info : RunFigures.infos(run)) {
                FigureInfo known = infos.stream()
                        .filter(other -> other.name().equals(info.name()))
                        .findFirst()
                        .orElse(null);
                if (known == null) {
                    infos.add(info);
                } else if (!known.equals(info)) {
                    throw new NotComparableException(
                            "'" + info.name() + "' is another measure in " + each.getValue() + " than in other runs");
                }
            }
            for (MethodRecord method : run.methods()) {
                entries.add(new Results.Entry(
                        each.getKey(),
                        method.label(),
                        method.seed(),
                        RunFigures.outcome(method),
                        RunFigures.of(run, method)));
            }
            Map<String, String> own = Settings.of(folder(each.getValue()));
            Settings.add(run.provenance(), own);
            settings.put(each.getKey(), own);
        }
        return new Results(path.toString(), false, infos, entries, settings);
    }

    /** The latest run of every name in a folder, by name. */
    private static Map<String, Path> runs(Path folder) {
        Map<String, Path> latest = new TreeMap<>();
        Map<String, String> started = new LinkedHashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> list = Files.list(folder)) {
                for (Path each : list.sorted().toList()) {
                    if (Files.isRegularFile(each.resolve(RECORD))) {
                        RunRecord run = record(each);
                        String before = started.get(run.name());
                        if (before == null || before.compareTo(run.startedAt()) <= 0) {
                            started.put(run.name(), run.startedAt());
                            latest.put(run.name(), each);
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (latest.isEmpty()) {
            throw new NotComparableException(path(folder)
                    + " holds no finished run; allowed: a run directory, its record.json, a folder of run directories, a"
                    + " store (.duckdb), or a table of points (.csv)");
        }
        return latest;
    }

    private static String path(Path folder) {
        return folder.toString().isEmpty() ? "." : folder.toString();
    }
}
