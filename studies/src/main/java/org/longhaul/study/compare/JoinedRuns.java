package org.longhaul.study.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;

/** The methods of several runs as those of one, for a figure: each named with its run. */
public final class JoinedRuns {
    private JoinedRuns() {}

    /**
     * Joins runs. What is said of the whole, such as the network, is that of the first.
     *
     * @param paths run directories or their records, at least one
     * @throws NotComparableException if they were measured otherwise
     */
    public static RunRecord of(List<Path> paths) {
        List<RunRecord> runs = paths.stream().map(ResultsReader::record).toList();
        RunRecord first = runs.get(0);
        if (runs.size() == 1) {
            return first;
        }
        List<MethodRecord> methods = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        List<String> shortNames = paths.stream()
                .map(path -> String.valueOf(
                        ResultsReader.folder(path).toAbsolutePath().normalize().getFileName()))
                .toList();
        boolean isShort = shortNames.stream().distinct().count() == shortNames.size();
        for (int i = 0; i < runs.size(); i++) {
            RunRecord run = runs.get(i);
            String runName = isShort ? shortNames.get(i) : run.runId();
            if (!run.measures().equals(first.measures())) {
                throw new NotComparableException(run.runId() + " and " + first.runId()
                        + " have other measures: their curves cannot share an axis");
            }
            if (!names.add(runName)) {
                throw new NotComparableException("two runs are called " + runName + ": their curves could not be told"
                        + " apart; allowed: runs of different directories' names");
            }
            run.methods().forEach(method -> methods.add(method.withLabel(name(runName, method.label()))));
        }
        boolean sameTargets = runs.stream().allMatch(run -> run.targets().equals(first.targets()));
        return new RunRecord(
                first.schemaVersion(),
                String.join(" and ", names),
                String.join(" and ", names),
                "",
                first.startedAt(),
                first.projectedModel(),
                first.provenance(),
                first.measures(),
                sameTargets ? first.targets() : List.of(),
                name(names.iterator().next(), first.baseline()),
                first.network(),
                methods,
                List.of());
    }

    private static String name(String run, String label) {
        return label + " (" + run + ")";
    }
}
