package org.longhaul.wire.compare;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.topology.Topology;
import org.longhaul.wire.incident.RunOutage;
import org.longhaul.wire.incident.WireSession;
import org.longhaul.wire.probe.MeasuredNetwork;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.MethodOutage;
import org.longhaul.wire.projection.ProjectedOutage;
import org.longhaul.wire.projection.SessionSteps;

/** What happened to a run, in sentences. */
final class IncidentWords {
    private static final double NANOS = 1e9;
    /** Waiting for members below this is how long they take to start. */
    private static final long STARTS_NANOS = 10_000_000_000L;

    /** Of what the lines allow; below this it is worth a word. */
    private static final double KEEPS_UP = 0.95;

    private IncidentWords() {}

    /** Of members that carried less than their lines allow before the run, when all of them sent. */
    static List<String> ofNetwork(MeasuredNetwork measured, Topology topology) {
        OptionalDouble part = measured.everyoneOfAllowed(topology);
        return part.isPresent() && part.getAsDouble() < KEEPS_UP
                ? List.of("Before the run, all members sending to the next at once carried "
                        + Math.round(100 * part.getAsDouble()) + " % of what their lines allow. Where processors or a"
                        + " switch do not keep up with the lines, exchanges in which all send are projected too short.")
                : List.of();
    }

    /** Of the run as a whole: sessions, who was waited for, outages that are not simulated. */
    static List<String> ofRun(List<WireSession> sessions, List<ProjectedOutage> outages) {
        List<String> lines = new ArrayList<>();
        Instant ended = null;
        for (WireSession session : sessions) {
            String name = sessions.size() == 1 ? "" : "Session " + (session.number() + 1) + ": ";
            if (ended != null) {
                lines.add(name + "taken up again " + seconds(Duration.between(ended, session.began()))
                        + " after the one before had ended, which is people's time and in no figure.");
            } else if (session.number() > 0) {
                lines.add(name + "taken up again; when the one before ended nobody wrote down.");
            }
            Long waited = session.waitedNanos();
            if (waited != null && waited >= STARTS_NANOS) {
                lines.add(name + "waited " + Quantities.duration(waited / NANOS) + " for all members, the last "
                        + Quantities.duration(session.aloneNanos() / NANOS) + " for rank " + session.lastRank()
                        + " alone; that lies before all steps, and is in no figure.");
            }
            if (session.trouble() != null) {
                lines.add(name + "ended early: " + session.trouble() + ".");
            } else if (session.ended() == null) {
                lines.add(name + "no end is on record: who started it was killed, could not write any more, or goes on"
                        + " still.");
            }
            ended = session.ended();
        }
        for (ProjectedOutage each : outages) {
            String trouble = each.outage().trouble();
            if (!each.isProjected()) {
                lines.add("Outage of link " + each.outage().link() + ": not simulated, since " + each.reason()
                        + (trouble == null ? "" : ": " + trouble) + ".");
            } else if (trouble != null) {
                lines.add("Outage of link " + each.outage().link() + ": " + trouble + ".");
            }
        }
        return lines;
    }

    /** Of a method: outages while it made steps, steps made again, members that stood still. */
    static List<String> ofMethod(MeasuredUnit measured, List<MethodOutage> outages) {
        List<String> lines = new ArrayList<>();
        for (MethodOutage each : outages) {
            RunOutage outage = each.outage().outage();
            lines.add("outage: link " + outage.link() + " down for "
                    + Quantities.duration((each.untilNanos() - each.fromNanos()) / NANOS) + " from "
                    + Quantities.duration(each.fromNanos() / NANOS) + " on, simulated on "
                    + String.join(", ", each.outage().links()));
        }
        List<SessionSteps> sessions = measured.sessions();
        if (sessions.size() > 1) {
            List<String> parts = new ArrayList<>();
            for (SessionSteps session : sessions) {
                parts.add((session.doneBefore() + 1) + " to " + (session.doneBefore() + session.count()));
            }
            int again = measured.steps() - measured.distinctSteps();
            lines.add("sessions: " + sessions.size() + ", of the steps " + String.join(", then ", parts) + "; "
                    + (again == 1 ? "one step was" : again + " steps were")
                    + " made again, and count as often as they were made, in both columns");
        }
        List<String> stopped = new ArrayList<>();
        for (int rank = 0; rank < measured.members(); rank++) {
            long stalled = measured.stalledNanos(rank);
            if (stalled > 0) {
                stopped.add("that of " + measured.name(rank) + " for " + Quantities.duration(stalled / NANOS));
            }
        }
        if (!stopped.isEmpty()) {
            lines.add("stopped: processes stood still, a second or more at a time, " + String.join(", ", stopped)
                    + " in all; that counts as their own work, in both columns");
        }
        return lines;
    }

    private static String seconds(Duration time) {
        return Quantities.duration(time.toNanos() / NANOS);
    }
}
