package org.longhaul.wire.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.topology.Topology;
import org.longhaul.wire.incident.Parting;
import org.longhaul.wire.incident.RunOutage;
import org.longhaul.wire.record.WireMember;
import org.longhaul.wire.record.WireRun;

/** The outages of a run, on the links of the measured network that part its members in the same way. */
final class RunIncidents {
    private static final String NAME = "as-recorded";

    private final Topology topology;
    private final List<ProjectedOutage> outages = new ArrayList<>();

    private RunIncidents(Topology topology) {
        this.topology = topology;
    }

    static RunIncidents of(List<RunOutage> outages, WireRun run, Topology topology) {
        RunIncidents incidents = new RunIncidents(topology);
        List<String> nodes = run.members().stream().map(WireMember::node).toList();
        outages.forEach(outage -> incidents.outages.add(projected(outage, nodes, topology)));
        return incidents;
    }

    private static ProjectedOutage projected(RunOutage outage, List<String> nodes, Topology topology) {
        if (outage.downNanos() == null) {
            String reason = outage.upNanos() == null ? "it did not come about" : "nobody wrote down when it began";
            return new ProjectedOutage(outage, List.of(), reason);
        }
        if (outage.upNanos() == null) {
            return new ProjectedOutage(outage, List.of(), "nobody wrote down when it ended");
        }
        if (outage.sides().size() < 2) {
            return new ProjectedOutage(outage, List.of(), "it parted no members from others");
        }
        List<Integer> links = Parting.links(topology, nodes, outage.sides());
        if (links == null) {
            return new ProjectedOutage(
                    outage, List.of(), "the measured network has no line that parts ranks " + words(outage.sides()));
        }
        return new ProjectedOutage(
                outage,
                links.stream().map(link -> topology.links().get(link).id()).toList(),
                null);
    }

    private static String words(List<List<Integer>> sides) {
        return String.join(" from ", sides.stream().map(Object::toString).toList());
    }

    List<ProjectedOutage> outages() {
        return List.copyOf(outages);
    }

    /** The outages that are simulated while a session's steps were made. */
    List<MethodOutage> striking(MeasuredUnit measured, SessionSteps session) {
        List<MethodOutage> striking = new ArrayList<>();
        for (ProjectedOutage each : outages) {
            RunOutage outage = each.outage();
            Long down = outage.downNanos();
            Long up = outage.upNanos();
            if (!each.isProjected() || down == null || up == null || outage.session() != session.session()) {
                continue;
            }
            long from = measured.elapsed(session, down);
            long until = measured.elapsed(session, up);
            if (until > from) {
                striking.add(new MethodOutage(each, from, until));
            }
        }
        striking.sort(Comparator.comparingLong(MethodOutage::fromNanos));
        return striking;
    }

    /** The faults of a session's steps: none, or one with every outage that was while they were made. */
    List<Fault> during(MeasuredUnit measured, SessionSteps session) {
        List<Incident> incidents = new ArrayList<>();
        for (MethodOutage each : striking(measured, session)) {
            List<Effect> effects = new ArrayList<>();
            for (String id : each.outage().links()) {
                effects.add(new Effect.LinkDown(topology.linkIndex(id)));
            }
            String label = "link " + each.outage().outage().link() + " down";
            incidents.add(
                    new Incident(NAME, Incident.Kind.FAILURE, label, each.fromNanos(), each.untilNanos(), effects));
        }
        return incidents.isEmpty() ? List.of() : List.of(Fault.of(new Recorded(), new Settings(incidents)));
    }

    private record Settings(List<Incident> incidents) {}

    /** What happened at known times. */
    private static final class Recorded implements FaultModel<Settings> {
        @Override
        public String id() {
            return NAME;
        }

        @Override
        public String description() {
            return "What happened to a wire run, when it did.";
        }

        @Override
        public String source() {
            return "";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public IncidentSource create(Settings settings, FaultContext context) {
            return IncidentSource.of(settings.incidents());
        }
    }
}
