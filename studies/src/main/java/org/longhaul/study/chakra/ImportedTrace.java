package org.longhaul.study.chakra;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;

/**
 * A trace that was read from the files of its ranks.
 *
 * @param name of its files
 * @param origin what we wrote about it; null for a trace of others
 * @param ranks how many there are
 * @param largest bytes of the largest vector that is exchanged
 * @param digest hash over everything of its nodes that counts here
 * @param isOfTwoKinds whether some computations are the processor's and others are not
 * @param steps what all ranks do
 */
record ImportedTrace(
        String name,
        @Nullable TraceOrigin origin,
        int ranks,
        long largest,
        String digest,
        boolean isOfTwoKinds,
        RunLengthTrace<StepEvents> steps) {
    private static final int DIGEST_LETTERS = 16;

    /**
     * Reads the files.
     *
     * @param paths by rank
     * @param groups ranks by name of their group, as far as it is known
     */
    static ImportedTrace read(String name, List<Path> paths, Map<String, List<Integer>> groups) throws IOException {
        List<RankFile> files = new ArrayList<>();
        List<List<RankOrder.Turn>> turns = new ArrayList<>();
        for (Path path : paths) {
            RankFile file = RankFile.read(path);
            files.add(file);
            turns.add(RankOrder.of(path, file.nodes()));
        }
        RankFile first = files.get(0);
        TraceOrigin origin =
                first.origin().isEmpty() ? null : TraceOrigin.parse(first.path().toString(), first.origin());
        if (origin != null && origin.ranks() != files.size()) {
            throw new InvalidTraceException(first.path() + ": the trace was written with " + origin.ranks()
                    + " ranks, and " + files.size() + " are there");
        }
        Transfers transfers = new Transfers(files, turns, groups);
        RunLengthTrace<StepEvents> steps = new JointProgram(files, turns, transfers, origin).steps();
        return new ImportedTrace(
                name, origin, files.size(), transfers.largest(), digest(steps), isOfTwoKinds(files), steps);
    }

    private static boolean isOfTwoKinds(List<RankFile> files) {
        return files.stream()
                        .flatMap(file -> file.nodes().stream())
                        .filter(node -> node.computesNanos() > 0 && !node.type.communicates())
                        .map(node -> node.isOfProcessor)
                        .distinct()
                        .count()
                == 2;
    }

    private static String digest(RunLengthTrace<StepEvents> steps) {
        Hasher hasher = Hashing.sha256().newHasher();
        steps.dictionary().forEach(step -> hasher.putString(step.toString(), StandardCharsets.UTF_8));
        steps.sequence().forEach(run -> hasher.putInt(run.step()).putLong(run.count()));
        return hasher.hash().toString().substring(0, DIGEST_LETTERS);
    }
}
