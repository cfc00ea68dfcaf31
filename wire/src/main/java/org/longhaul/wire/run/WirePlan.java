package org.longhaul.wire.run;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.Trainings;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.StopRule;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.tensor.Device;
import org.longhaul.wire.record.WireUnit;

/**
 * A scenario as every process of a run plans it by itself.
 *
 * @param source the scenario and where it was read
 * @param plan what is run
 */
public record WirePlan(ScenarioReader.Source source, RunPlan plan) {
    private static final long MOST_BYTES_READ = 64L << 20;

    /** An encoded vector is one array of bytes, with its header. */
    private static final long MOST_BYTES_SENT = Integer.MAX_VALUE - (1L << 16);

    private static final Map<String, String> IGNORED = ImmutableMap.of(
            "stragglers", "workers are as fast as they are",
            "slots", "each worker is a process of its own",
            "recovery", "nothing is made to fail",
            "storage", "files are on the disks of the members",
            "limits", "a run takes as long as it takes",
            "claims", "'longhaul run' checks them");

    /**
     * Plans a scenario file.
     *
     * @param seeds instead of the scenario's; null for those
     */
    public static WirePlan of(Path scenario, ScenarioChanges changes, @Nullable List<Long> seeds) {
        ScenarioReader.Source source = new ScenarioReader(Extensions.load()).read(scenario, changes);
        return new WirePlan(source, Planner.plan(source.scenario(), source.document(), seeds));
    }

    /** Plans what a run's folder holds. */
    public static WirePlan of(RunDirectory run) {
        ScenarioReader.Source source = new ScenarioReader(Extensions.load()).read(run.scenarioFile(), run.inputs());
        return new WirePlan(
                source,
                Planner.plan(
                        source.scenario(), source.document(), run.manifest().seeds()));
    }

    /** Workers, or clients, of the method that has most. */
    public int workers() {
        return plan.methods().stream()
                .mapToInt(method -> method.training().workers())
                .max()
                .orElseThrow();
    }

    /** Processes: workers, and after them servers. */
    public int members() {
        return plan.methods().stream()
                .mapToInt(method -> method.training().participants())
                .max()
                .orElseThrow();
    }

    /** Methods by seed in the order in which they run. */
    public List<WireUnit> units() {
        List<WireUnit> units = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                units.add(new WireUnit(method.index(), method.label(), seed));
            }
        }
        return units;
    }

    /** The method of a unit. */
    MethodPlan method(WireUnit unit) {
        return plan.methods().stream()
                .filter(method -> method.index() == unit.index())
                .findFirst()
                .orElseThrow();
    }

    /**
     * Looks whether everything can run between processes.
     *
     * @return what of the scenario counts for nothing there, a sentence each
     * @throws org.longhaul.scenario.file.InvalidFileException naming every key that cannot be done there, with its line
     * @throws WrongInputException naming every method that cannot, with the reason
     */
    public List<String> check() {
        YamlDocument.Findings findings = source.document().findings();
        Scenario scenario = source.scenario();
        if (!scenario.faults().isEmpty()) {
            findings.add(
                    "faults",
                    "nothing can be made to fail or vary between real processes",
                    "none, as by --set 'faults=[]'; a laboratory has outages of links (--lab, docs/wire.md)");
        }
        if (!scenario.background().jobs().isEmpty()
                || !scenario.background().flows().isEmpty()) {
            findings.add(
                    "background",
                    "other jobs and traffic are not made on a real network",
                    "none, as by --set 'background={}'");
        }
        for (MethodPlan method : plan.methods()) {
            checkLength(method, findings);
        }
        findings.raise();
        checkMethods();
        IGNORED.forEach((key, why) -> {
            if (findings.isWritten(key)) {
                findings.warn(key, "counts for nothing between real processes: " + why);
            }
        });
        return findings.warnings();
    }

    private static void checkLength(MethodPlan method, YamlDocument.Findings findings) {
        double bytes = 0;
        for (ParameterGroup group : method.trainedGroups()) {
            bytes += (double) group.elements() * Float.BYTES;
        }
        if (bytes > MOST_BYTES_SENT) {
            findings.add(
                    "model",
                    "its parameters are " + Quantities.bytes(bytes) + " in one vector for " + method.label(),
                    "at most " + Quantities.bytes((double) MOST_BYTES_SENT)
                            + ", which processes send as one message; a larger model can be charged by projectAs");
        }
    }

    private void checkMethods() {
        Trainings trainings = new Trainings(Device.CPU, 1, plan.data());
        List<String> refusals = new ArrayList<>();
        for (MethodPlan method : plan.methods()) {
            String refusal = trainings.refusesTransport(method.training());
            StopRule until = method.training().until();
            if (refusal == null && until != null && !until.isOfTraining()) {
                refusal = "training.until is a simulated time, which real processes do not have.";
            }
            if (refusal != null) {
                refusals.add(method.label() + ": " + refusal);
            }
        }
        if (!refusals.isEmpty()) {
            throw new WrongInputException("what cannot run between processes:\n" + String.join("\n", refusals));
        }
    }

    /**
     * What must be equal in all processes: version, scenario, seeds, and the files that the scenario names.
     *
     * @throws IOException if such a file cannot be read
     */
    public Map<String, String> facts() throws IOException {
        Map<String, String> facts = new TreeMap<>();
        facts.put("longhaul", Environment.version());
        facts.put(
                "the scenario",
                shortened(Hashing.sha256()
                        .hashString(source.document().text(), StandardCharsets.UTF_8)
                        .toString()));
        facts.put("the list of seeds", plan.seeds().toString());
        List<Path> files = source.files();
        for (int i = 0; i < files.size(); i++) {
            facts.put("file " + (i + 1) + " that the scenario names", shortened(digest(files.get(i))));
        }
        return facts;
    }

    private static String shortened(String digest) {
        return digest.substring(0, 16);
    }

    /** Of large files the length and the beginning count. */
    private static String digest(Path file) throws IOException {
        Hasher hasher = Hashing.sha256().newHasher();
        try (Stream<Path> all = Files.walk(file)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                hasher.putString(file.relativize(each).toString(), StandardCharsets.UTF_8);
                hasher.putLong(Files.size(each));
                try (var in = Files.newInputStream(each)) {
                    byte[] buffer = new byte[1 << 16];
                    long left = MOST_BYTES_READ;
                    int read = in.read(buffer);
                    while (read > 0 && left > 0) {
                        hasher.putBytes(buffer, 0, read);
                        left -= read;
                        read = in.read(buffer);
                    }
                }
            }
        }
        return hasher.hash().toString();
    }
}
