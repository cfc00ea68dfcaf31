package org.longhaul.scenario.run;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.ReplayedRun;

/**
 * What suffices, with the copy of the scenario beside it, to repeat or resume a run.
 *
 * @param format version of this form, {@link #FORMAT}
 * @param id name of the run's directory
 * @param startedAt wall clock at the first start, ISO 8601
 * @param scenarioFile absolute path of the file that the user named; relative paths in it begin at its folder
 * @param scenarioSha256 hash of the scenario's text, 64 lower-case hexadecimal digits
 * @param inputs the files that the scenario reads
 * @param runs absolute path of the folder whose store has the run
 * @param seeds master seeds, those of the command line if given
 * @param device device that trains, {@code cpu} or {@code cuda}
 * @param threads threads that train replicas
 * @param longhaulVersion version of this program
 * @param javaVersion version and vendor of the Java runtime
 * @param pytorchVersion version of PyTorch
 * @param operatingSystem name, version and architecture
 * @param hardware processor, cores, memory, accelerator
 * @param replayed the run whose recorded trainings this one plays; null for one that trains
 * @param measuredNanos step times that were measured here, by what was measured; a resumed run uses these
 */
public record Manifest(
        int format,
        String id,
        String startedAt,
        String scenarioFile,
        String scenarioSha256,
        List<ScenarioInput> inputs,
        String runs,
        List<Long> seeds,
        String device,
        int threads,
        String longhaulVersion,
        String javaVersion,
        @Nullable String pytorchVersion,
        String operatingSystem,
        String hardware,
        @Nullable ReplayedRun replayed,
        Map<String, Long> measuredNanos) {
    /** The version that this program writes and reads. */
    public static final int FORMAT = 6;

    public Manifest {
        inputs = List.copyOf(inputs);
        seeds = List.copyOf(seeds);
        measuredNanos = ImmutableMap.copyOf(measuredNanos);
    }

    /**
     * That of a replay of this run, which reads the same files. A replay of a replay plays what the first run trained.
     *
     * @param replayId name of the replay's directory
     * @param at wall clock at its start
     * @param sha256 hash of its scenario's text
     * @param folder folder whose store has it
     * @param fingerprint hash over what this run computed
     */
    public Manifest ofReplay(
            String replayId, String at, String sha256, String folder, List<Long> replaySeeds, String fingerprint) {
        return new Manifest(
                format,
                replayId,
                at,
                scenarioFile,
                sha256,
                List.of(),
                folder,
                replaySeeds,
                device,
                threads,
                longhaulVersion,
                javaVersion,
                pytorchVersion,
                operatingSystem,
                hardware,
                replayed == null ? new ReplayedRun(id, fingerprint) : replayed,
                measuredNanos);
    }

    /** The same with what the scenario reads. */
    Manifest withInputs(List<ScenarioInput> taken) {
        return copy(taken, measuredNanos);
    }

    /** The same with one more measurement. */
    Manifest withMeasured(String what, long nanos) {
        Map<String, Long> all = new java.util.TreeMap<>(measuredNanos);
        all.put(what, nanos);
        return copy(inputs, all);
    }

    private Manifest copy(List<ScenarioInput> taken, Map<String, Long> measured) {
        return new Manifest(
                format,
                id,
                startedAt,
                scenarioFile,
                scenarioSha256,
                taken,
                runs,
                seeds,
                device,
                threads,
                longhaulVersion,
                javaVersion,
                pytorchVersion,
                operatingSystem,
                hardware,
                replayed,
                measured);
    }
}
