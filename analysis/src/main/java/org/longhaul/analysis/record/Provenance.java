package org.longhaul.analysis.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to judge a run and to repeat it.
 *
 * @param seeds master seeds, in the order of the scenario
 * @param longhaulVersion version of this program
 * @param javaVersion version and vendor of the Java runtime
 * @param pytorchVersion version of PyTorch; null when nothing was trained
 * @param operatingSystem name, version and architecture
 * @param hardware processor, cores, memory, accelerator
 * @param device the device trained on, {@code "cpu"} or {@code "cuda"}
 * @param threads training threads
 * @param scenarioSha256 hash of the scenario file, 64 lower-case hexadecimal digits
 * @param fingerprint hash over the events of the run; equal for equal runs; null when not taken
 * @param replayedFrom the run whose recorded trainings it plays; null for a run that trained
 * @param assumptions every modelled assumption, marked
 */
public record Provenance(
        List<Long> seeds,
        String longhaulVersion,
        String javaVersion,
        @Nullable String pytorchVersion,
        String operatingSystem,
        String hardware,
        String device,
        int threads,
        String scenarioSha256,
        @Nullable String fingerprint,
        @Nullable ReplayedRun replayedFrom,
        List<Assumption> assumptions) {

    /** Copies the lists. */
    public Provenance {
        seeds = List.copyOf(seeds);
        assumptions = List.copyOf(assumptions);
    }
}
