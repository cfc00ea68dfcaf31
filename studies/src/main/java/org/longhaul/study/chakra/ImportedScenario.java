package org.longhaul.study.chakra;

import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.file.YamlReader;

/**
 * The scenario of imported traces: network and faults of the one that they were exported from, or what the changes say, and in the
 * place of model and methods what the traces do.
 */
final class ImportedScenario {
    /** What decides a training, or what trained ranks do; of an imported trace its nodes say it. */
    private static final List<String> REPLACED = List.of(
            "projectAs",
            "data",
            "stragglers",
            "claims",
            "participation",
            "clients",
            "server",
            "slots",
            "federation",
            "membership",
            "storage");

    private static final String NOTE =
            "An imported execution trace. What ranks compute and exchange comes from its nodes: of"
                    + " this scenario the network counts, and what it says of model, optimizer, batch, step time and memory stands for"
                    + " nothing.";

    private static final Set<String> KEPT_OF_METHODS = ImmutableSet.of("collective", "collectives");
    /** A forward pass is a third of a stated step. */
    private static final long STEP_NANOS = 3 * ImportedModel.FORWARD_NANOS;

    private final Path folder;
    private final ScenarioChanges changes;
    private final Map<String, ImportedTrace> byUnit = new LinkedHashMap<>();
    private final Map<String, ImportedTrace> byLabel = new LinkedHashMap<>();
    private final Set<Long> seeds = new TreeSet<>();
    private final ImportedTrace first;

    /**
     * The scenario of some traces.
     *
     * @throws InvalidTraceException if they do not belong together, or nothing says on which network they are
     */
    ImportedScenario(Path folder, List<ImportedTrace> traces, ScenarioChanges changes) {
        this.folder = folder;
        this.changes = changes;
        this.first = traces.get(0);
        List<ImportedTrace> inOrder = new ArrayList<>(traces);
        inOrder.sort(Comparator.comparingInt(
                trace -> trace.origin() == null ? 0 : trace.origin().place()));
        for (ImportedTrace trace : inOrder) {
            requireLikeFirst(trace);
            long seed = trace.origin() == null ? 1 : trace.origin().seed();
            ImportedTrace same = byUnit.putIfAbsent(unit(label(trace), seed), trace);
            if (same != null) {
                throw new InvalidTraceException(folder + ": " + trace.name() + " and " + same.name() + " are both "
                        + label(trace) + ", seed " + seed);
            }
            byLabel.putIfAbsent(label(trace), trace);
            seeds.add(seed);
        }
        for (String label : byLabel.keySet()) {
            for (long seed : seeds) {
                if (!byUnit.containsKey(unit(label, seed))) {
                    throw new InvalidTraceException(
                            folder + ": there is no trace of " + label + " under seed " + seed
                                    + ", and there is one of other methods\nMaybe name those that belong together, with --name");
                }
            }
        }
        if (first.origin() == null && !changes.isOnAnotherNetwork()) {
            throw new InvalidTraceException(folder + ": " + first.name()
                    + " says nothing of a network\nMaybe name one, as in --on geant, or --on '{builder: star, hosts: "
                    + first.ranks() + ", bandwidth: 100 Gbit/s, latency: 10 us}'");
        }
    }

    private void requireLikeFirst(ImportedTrace trace) {
        TraceOrigin one = first.origin();
        TraceOrigin other = trace.origin();
        boolean isAlike = trace.ranks() == first.ranks()
                && (one == null) == (other == null)
                && (one == null
                        || other == null
                        || (one.scenario().equals(other.scenario())
                                && one.hosts().equals(other.hosts())
                                && one.fingerprint().equals(other.fingerprint())));
        if (!isAlike) {
            throw new InvalidTraceException(
                    folder + ": " + trace.name() + " is of " + trace.ranks() + " ranks"
                            + (other == null ? "" : " of the run " + other.run()) + ", " + first.name() + " of "
                            + first.ranks() + (one == null ? "" : " of the run " + one.run())
                            + "; what is imported together is of one run, on the same hosts\nMaybe import one at a time, with --name");
        }
    }

    private static String unit(String label, long seed) {
        return label + ", seed " + seed;
    }

    private static String label(ImportedTrace trace) {
        return trace.origin() == null
                ? trace.name().replaceAll("[^A-Za-z0-9._-]+", "-")
                : trace.origin().label();
    }

    /** The trace of a method under a seed. */
    ImportedTrace trace(String label, long seed) {
        ImportedTrace trace = byUnit.get(unit(label, seed));
        if (trace == null) {
            throw new InvalidTraceException(folder + ": there is no trace of " + unit(label, seed));
        }
        return trace;
    }

    /** Where relative paths begin. */
    Path files() {
        TraceOrigin origin = first.origin();
        return origin == null || origin.folder().isEmpty() ? folder.toAbsolutePath() : Path.of(origin.folder());
    }

    /** What was trained, and where. */
    String run() {
        return first.origin() == null
                ? "a trace of others, " + first.name()
                : first.origin().run();
    }

    String fingerprint() {
        return first.origin() == null ? first.digest() : first.origin().fingerprint();
    }

    /** The scenario. */
    YamlDocument document() {
        TraceOrigin origin = first.origin();
        YamlDocument document = origin == null
                ? YamlReader.parse(first.name(), "name: " + label(first).replaceAll("^[^A-Za-z0-9]+", "") + "\n")
                : YamlReader.parse(first.name(), origin.scenario());
        for (String key : REPLACED) {
            document = without(document, key);
        }
        if (origin != null && !byLabel.containsKey(text(document, "baseline"))) {
            document = without(document, "baseline");
        }
        String told = text(document, "description");
        document =
                set(document, "description", quoted(NOTE + (told.isEmpty() ? "" : " It was exported from: " + told)));
        document = set(document, "model", model());
        document = set(document, "compute", "{stepTime: " + STEP_NANOS + " ns}");
        document = set(document, "training", training());
        document = set(document, "seeds", seeds.toString());
        document = set(document, "workers", Integer.toString(first.ranks()));
        if (origin != null && !origin.hosts().isEmpty()) {
            document = changes.isOnAnotherNetwork()
                    ? without(document, "placement")
                    : set(document, "placement", quoted(origin.hosts()));
        }
        document = new YamlChange("methods", methods(document)).in(document);
        return changes.in(document);
    }

    private static String text(YamlDocument document, String key) {
        return document.find(key) instanceof YamlNode.Scalar scalar ? scalar.text() : "";
    }

    private String model() {
        TraceOrigin origin = first.origin();
        long largest =
                byUnit.values().stream().mapToLong(ImportedTrace::largest).max().orElse(1);
        String words = "{kind: " + ImportedModel.ID + ", largest: " + largest;
        return origin == null
                ? words + "}"
                : words + ", task: " + quoted(origin.task()) + ", item: " + quoted(origin.item()) + ", headline: "
                        + quoted(origin.headline()) + "}";
    }

    private String training() {
        long steps = byUnit.values().stream()
                .mapToLong(ImportedScenario::steps)
                .max()
                .orElse(1);
        return "{steps: " + steps + ", batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 1}}";
    }

    /** Training steps of a trace; one of others is one. */
    static long steps(ImportedTrace trace) {
        return trace.origin() == null ? 1 : trace.origin().steps();
    }

    private YamlNode methods(YamlDocument document) {
        List<YamlNode> methods = new ArrayList<>();
        byLabel.forEach((label, trace) -> {
            StringBuilder digests = new StringBuilder();
            for (long seed : seeds) {
                digests.append(digests.isEmpty() ? "" : "-")
                        .append(trace(label, seed).digest());
            }
            YamlNode.Mapping stated = (YamlNode.Mapping) YamlReader.parse(
                            label,
                            "{id: " + ImportedMethod.ID + ", trace: " + quoted(digests.toString()) + ", label: "
                                    + quoted(label) + ", steps: " + steps(trace) + "}")
                    .root();
            List<YamlNode.Entry> entries = new ArrayList<>(stated.entries());
            TraceOrigin origin = trace.origin();
            if (origin != null
                    && document.find("methods[" + origin.place() + "]") instanceof YamlNode.Mapping original) {
                original.entries().stream()
                        .filter(entry -> KEPT_OF_METHODS.contains(entry.key().text()))
                        .forEach(entries::add);
            }
            methods.add(new YamlNode.Mapping(entries, 0, 0, 1 + 2L * entries.size()));
        });
        return new YamlNode.Sequence(methods, 0, 0, 1 + 32L * methods.size());
    }

    private static YamlDocument without(YamlDocument document, String key) {
        return document.find(key) == null ? document : set(document, key, "");
    }

    private static YamlDocument set(YamlDocument document, String path, String value) {
        return YamlChange.of(path, value).in(document);
    }

    private static String quoted(List<String> words) {
        StringBuilder text = new StringBuilder("[");
        for (String word : words) {
            text.append(text.length() == 1 ? "" : ", ").append(quoted(word));
        }
        return text.append(']').toString();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "''") + "'";
    }
}
