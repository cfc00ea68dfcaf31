package org.longhaul.scenario.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordException;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.record.measure.MeasureInfo;

/** Perplexities of a recorded model by the number of passes of its body, as they were measured at the end of its training. */
final class MeasuredDepths {
    private static final Pattern READING = Pattern.compile("perplexity-at-([1-9][0-9]{0,8})");

    private MeasuredDepths() {}

    /**
     * Means over the run's seeds.
     *
     * @param run its directory or its record
     * @param method label of one of its methods; null for the first
     * @throws IllegalArgumentException if there is no such record or method, or the model was not read so
     */
    static NavigableMap<Integer, Double> of(Path run, @Nullable String method) {
        RunRecord record;
        try {
            record = RunRecordJson.read(Files.isDirectory(run) ? run.resolve("record.json") : run);
        } catch (RunRecordException e) {
            throw new IllegalArgumentException("run: " + e.getMessage(), e);
        }
        String label = method == null ? record.methods().get(0).label() : method;
        List<MethodRecord> trained = record.methods().stream()
                .filter(each -> each.label().equals(label))
                .toList();
        if (trained.isEmpty()) {
            throw new IllegalArgumentException("method '" + label + "' is none of the run " + run + "; allowed: "
                    + String.join(
                            ", ",
                            record.methods().stream()
                                    .map(MethodRecord::label)
                                    .distinct()
                                    .toList()));
        }
        NavigableMap<Integer, Double> measured = new TreeMap<>();
        for (MeasureInfo measure : record.measures().list()) {
            Matcher reading = READING.matcher(measure.id());
            if (reading.matches()) {
                double sum = 0;
                for (MethodRecord each : trained) {
                    Double last = each.last(record.measures().values(measure.id()));
                    sum += last == null ? Double.NaN : last;
                }
                if (!Double.isFinite(sum)) {
                    throw new IllegalArgumentException("run: " + run + " has no finite " + measure.id() + " of '"
                            + label + "' under every seed: it did not come to its end, or diverged");
                }
                measured.put(Integer.parseInt(reading.group(1)), sum / trained.size());
            }
        }
        if (measured.isEmpty()) {
            throw new IllegalArgumentException(
                    "run: the model of " + run
                            + " was not read at several numbers of passes; allowed: a run of a transformer with loop: {readAt: [1, 2, 4]}");
        }
        return measured;
    }
}
