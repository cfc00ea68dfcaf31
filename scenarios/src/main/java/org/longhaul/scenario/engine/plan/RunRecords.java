package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Provenance;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.network.LinkRecord;
import org.longhaul.analysis.record.network.NetworkRecord;
import org.longhaul.analysis.record.network.NetworkValidity;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.scenario.section.Overlap;
import org.longhaul.scenario.section.ProjectAs;
import org.longhaul.simulator.compute.DeviceProfile;
import org.longhaul.simulator.compute.DeviceTable;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.picture.TopologyPicture;
import org.longhaul.training.dataset.DatasetFactory;

/** Puts the record of a run together: methods, network, provenance and every assumption. */
public final class RunRecords {
    /** Setting of a method that tells which bucket size was found for it. */
    public static final String BUCKET = "bucket";

    private RunRecords() {}

    public static RunRecord of(RunPlan plan, Manifest manifest, List<MethodRecord> methods) {
        Scenario scenario = plan.scenario();
        String description = scenario.description();
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                manifest.id(),
                scenario.name(),
                description == null ? "" : description.strip(),
                manifest.startedAt(),
                plan.methods().get(0).charged().name(),
                provenance(plan, manifest, methods),
                plan.methods().get(0).measures(),
                plan.methods().get(0).targets(),
                scenario.baselineLabel(),
                network(plan),
                methods,
                scenario.claims().stream().map(Claim::toString).toList());
    }

    /** A hash over everything that a run computed; real times are left out, so that equal runs have equal fingerprints. */
    public static String fingerprint(Measures measures, List<MethodRecord> methods) {
        return Fingerprint.of(measures, methods);
    }

    private static NetworkRecord network(RunPlan plan) {
        Topology topology = plan.topology();
        List<String> hosts = new ArrayList<>();
        for (int node : plan.workerNodes()) {
            hosts.add(topology.node(node).id());
        }
        List<LinkRecord> links = new ArrayList<>();
        for (Link link : topology.links()) {
            links.add(new LinkRecord(
                    link.id(),
                    link.from(),
                    link.to(),
                    link.forward().bitsPerSecond(),
                    link.backward().bitsPerSecond(),
                    link.latency().toNanos(),
                    link.lossRate(),
                    link.price() == null ? null : link.price().forward(),
                    link.price() == null ? null : link.price().backward(),
                    link.wayBack() == null ? null : link.backwardLatency().toNanos(),
                    link.wayBack() == null ? null : link.backwardLossRate()));
        }
        return new NetworkRecord(
                topology.name(),
                plan.scenario().network().fidelity().id(),
                TopologyPicture.of(topology).toSvg(),
                hosts,
                links);
    }

    private static Provenance provenance(RunPlan plan, Manifest manifest, List<MethodRecord> methods) {
        return new Provenance(
                plan.seeds(),
                manifest.longhaulVersion(),
                manifest.javaVersion(),
                manifest.pytorchVersion(),
                manifest.operatingSystem(),
                manifest.hardware(),
                manifest.device(),
                manifest.threads(),
                manifest.scenarioSha256(),
                Fingerprint.of(plan.methods().get(0).measures(), methods),
                manifest.replayed(),
                assumptions(plan, manifest, methods));
    }

    /** What takes no simulated time. */
    static final String WITHOUT_TIME =
            "optimizer update, outer step, aggregation, evaluation, checkpoints, data loading, links inside a worker";

    private static List<Assumption> assumptions(RunPlan plan, Manifest manifest, List<MethodRecord> methods) {
        Scenario scenario = plan.scenario();
        List<Assumption> all = new ArrayList<>();
        String judged = plan.methods().get(0).model().judgedBy();
        all.add(new Assumption(
                MeasureWords.plural(plan.methods().get(0).measures().headline().label()),
                scenario.model().id(),
                Mark.MEASURED,
                "Every " + plan.methods().get(0).measures().headline().label()
                        + " comes from really training this model; it is not corrected for the projected size."
                        + (judged == null ? "" : " " + judged)));
        MethodPlan first = plan.methods().get(0);
        if (first.usesData()) {
            all.add(data(first.training().data()));
        }
        for (MethodPlan method : plan.methods()) {
            all.add(compute(method, manifest));
        }
        for (MethodPlan method : plan.methods()) {
            Assumption replicas = ReplicaRule.assumption(method, manifest);
            if (replicas != null) {
                all.add(replicas);
            }
        }
        plan.methods().stream()
                .filter(method -> method.training().participation() != null)
                .limit(1)
                .forEach(method -> all.add(new Assumption(
                        "clients and server",
                        PlanSummary.clients(plan, method).substring("clients: ".length()),
                        Mark.STATED,
                        "What goes to the server or comes from it goes over the links of both, directly unless"
                                + " network.collectives says otherwise; the server takes means in no time; where it trains,"
                                + " it takes the time of a client that is no straggler, or of the profile server where"
                                + " clients have profiles.")));
        plan.methods().stream()
                .filter(method -> method.training().federation() != null)
                .limit(1)
                .forEach(method -> all.add(new Assumption(
                        "federation",
                        PlanSummary.federation(plan, method),
                        plan.scenario().federation().isEmpty() ? Mark.INFERRED : Mark.STATED,
                        "The server of a group is on the host that the group is named after, else on a host of its"
                                + " clients' sites that nobody is on, else beside its first client.")));
        for (MethodPlan method : plan.methods()) {
            if (method.training().asksNetwork()) {
                all.add(
                        new Assumption(
                                "steps of " + method.label(),
                                "hold on this network alone",
                                Mark.INFERRED,
                                "The method asked the network, and its steps follow from the answers. They are not simulated again on"
                                        + " other network models or without single faults: it would have been answered otherwise."));
            }
        }
        all.add(new Assumption(
                "what takes no time",
                WITHOUT_TIME,
                Mark.STATED,
                "Nothing is charged for them, unless a stated or measured step time holds them; a server that updates a"
                        + " large model on a processor would take longer."));
        ProjectAs as = scenario.projectAs();
        if (as != null) {
            all.add(new Assumption(
                    "charged model",
                    Objects.requireNonNull(plan.methods().get(0).charged().name()),
                    Mark.SCALED,
                    "Each exchanged parameter group charges the groups that it stands for, at the exact ratio of"
                            + " elements. Source of the sizes: " + as.resolved().source() + "."));
        }
        all.addAll(WireFormats.assumptions(plan.methods()));
        all.add(new Assumption(
                "network",
                SettingWords.of(scenario.network().fidelity()),
                Mark.SIMULATED,
                scenario.network().fidelity().factory().description()));
        validity(plan, methods, all);
        HostBuffers hosts = scenario.network().hosts();
        if (hosts != null) {
            all.add(new Assumption(
                    "socket buffers of the hosts",
                    hosts.id(),
                    Mark.STATED,
                    "They bound each connection to " + Quantities.bytes(hosts.window()) + " in a round trip, as on "
                            + hosts.meaning() + "."));
        }
        all.add(new Assumption(
                "overlap of gradients with the backward pass",
                SettingWords.kebab(scenario.network().overlap()),
                Mark.STATED,
                scenario.network().overlap() == Overlap.NONE
                        ? "Every exchange begins when the computation before it is over; overlap would favour methods that"
                                + " exchange gradients."
                        : "Gradients leave in buckets as the backward pass completes them, last group first (size of a"
                                + " bucket: " + scenario.network().bucket()
                                + "); what is averaged before the update travels from the start of the step."));
        long firstSeed = plan.seeds().get(0);
        for (MethodRecord method : methods) {
            String bucket = method.settings().get(BUCKET);
            if (bucket != null && method.seed() == firstSeed) {
                all.add(new Assumption(
                        "bucket of " + method.label(),
                        bucket,
                        Mark.SIMULATED,
                        "The size with the shortest step on this network, undisturbed; the method runs at its best."));
            }
        }
        if (scenario.stragglers() != null) {
            all.add(new Assumption(
                    "stragglers",
                    SettingWords.settings(scenario.stragglers()).toString(),
                    Mark.STATED,
                    "Drawn by worker and step from a named stream of the seed."));
        }
        DisturbanceSummary.assumptions(plan, all);
        plan.topology().notes().forEach(note -> all.add(ofTopology(note)));
        plan.guesses().stream()
                .filter(guess -> !guess.startsWith("topology: "))
                .forEach(guess -> all.add(new Assumption(
                        "taken for granted", guess, Mark.INFERRED, "The scenario does not say it; a default holds.")));
        plan.warnings()
                .forEach(warning -> all.add(new Assumption(
                        "warning", warning, Mark.STATED, "Said before the run; it ran as the scenario says.")));
        return all;
    }

    private static Assumption data(DataSection data) {
        Selection<DatasetFactory<?>> dataset = data.dataset();
        return new Assumption(
                "data and their division",
                SettingWords.of(dataset == null ? data.corpus() : dataset) + "; " + SettingWords.of(data.partition()),
                Mark.STATED,
                (dataset == null ? data.corpus().factory() : dataset.factory()).description() + " "
                        + data.partition().factory().description());
    }

    private static void validity(RunPlan plan, List<MethodRecord> methods, List<Assumption> all) {
        long firstSeed = plan.seeds().get(0);
        for (MethodRecord method : methods) {
            NetworkValidity validity = method.validity();
            if (validity != null && validity.kinds() > 0 && method.seed() == firstSeed) {
                all.add(new Assumption(
                        "measured ranges, " + method.label(),
                        validity.outside() == 0 ? "inside" : "outside",
                        Mark.SIMULATED,
                        "Its transfers lie " + validity.line() + "."
                                + (validity.weaknesses().isEmpty()
                                        ? ""
                                        : " The network model is weak here: " + String.join("; ", validity.weaknesses())
                                                + ".")));
            }
        }
    }

    private static Assumption ofTopology(TopologyNote note) {
        return switch (note.kind()) {
            case SOURCE -> new Assumption("topology", note.text(), Mark.STATED, "A note of the topology.");
            case INFERRED ->
                new Assumption(
                        "topology",
                        note.text(),
                        Mark.INFERRED,
                        "The topology's source leaves it out; it was filled in by the rule stated here.");
            case ADAPTED ->
                new Assumption(
                        "topology",
                        note.text(),
                        Mark.INFERRED,
                        "The topology's source says it otherwise; it was read as stated here.");
        };
    }

    private static Assumption compute(MethodPlan method, Manifest manifest) {
        Record settings = method.compute().settings();
        String subject = "compute time of " + method.label();
        if (settings instanceof ComputeKind.Device device && device.peak() == null) {
            DeviceProfile profile = DeviceTable.shipped().get(device.device());
            return new Assumption(
                    subject,
                    SettingWords.of(method.compute()),
                    Mark.SCALED,
                    "Operations of the charged model over peak times MFU. " + profile.name() + ": " + profile.source());
        }
        if (settings instanceof ComputeKind.Measured) {
            return new Assumption(
                    subject,
                    SettingWords.of(method.compute()) + " " + manifest.measuredNanos(),
                    Mark.SCALED,
                    "Measured on this machine, times the factor of the scenario.");
        }
        return new Assumption(
                subject,
                SettingWords.of(method.compute()),
                Mark.STATED,
                "Stated by the scenario; a third forward, two thirds backward.");
    }
}
