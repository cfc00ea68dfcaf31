package org.longhaul.study.plan.point;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.workload.Projection;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.ParameterGroup;

/**
 * A method's steps where every layer goes by itself: what a layer has to exchange leaves as soon as its part of the backward pass
 * is over, the update taken to be made at once, and its part of the next forward pass waits for it. Of what travels for some more
 * steps the layers wait in the forward pass after those.
 *
 * <p>Source: the simulator that Douillard et al. describe in "Streaming DiLoCo", arXiv 2501.18512, has a node for each layer's
 * forward and backward pass and reduction. Differs from the source: a layer's share of the passes is that of its operations, and
 * the first layer computes a gradient of its activations too.
 *
 * <p>Only for methods in which all workers average with each other.
 */
final class LayeredProgram {
    /** A part of an exchange, and how many steps ago it began when it is waited for. */
    private record Waited(int group, int exchange, int stepsAgo) {}

    /** The parts of an exchange that is awaited when the method says so. */
    private record Travelling(List<Waited> parts) {}

    private final MethodPlan method;
    private final List<ParameterGroup> groups;
    private final Projection projection;
    private final Map<Long, List<Waited>> due = new HashMap<>();
    private final Map<Long, List<Travelling>> awaitedLater = new HashMap<>();
    private long step;

    private LayeredProgram(MethodPlan method, Projection projection) {
        this.method = method;
        this.projection = projection;
        this.groups = projection.charged();
    }

    /**
     * The steps of a method.
     *
     * @throws PlanException if it exchanges in another way
     */
    static RunLengthTrace<Step> of(MethodPlan method, FollowedSteps followed) {
        LayeredProgram program = new LayeredProgram(method, method.projection().from(followed.groups()));
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        RunLengthTrace.Player<StepEvents> player = followed.trace().player();
        long all = followed.trace().steps();
        for (program.step = 0; program.step < all; program.step++) {
            StepEvents events = player.step(program.step);
            if (events != null) {
                steps.add(program.step(events));
            }
        }
        return steps.trace();
    }

    private Step step(StepEvents events) {
        List<ExchangeSpec> specs = new ArrayList<>();
        List<ReleasePoint> releases = new ArrayList<>();
        List<Travelling> later = new ArrayList<>();
        List<Waited> next = new ArrayList<>();
        for (TrainingEvent event : events.events()) {
            if (event instanceof TrainingEvent.Exchanged exchanged) {
                List<Waited> parts = release(exchanged.exchange(), specs, releases);
                if (exchanged.isAwaitedLater()) {
                    later.add(new Travelling(parts));
                } else {
                    next.addAll(parts);
                }
            } else if (event instanceof TrainingEvent.Awaited awaited) {
                next.addAll(arrived(awaited));
            } else if (!isOfEverybody(event)) {
                throw new PlanException(method.label() + " does not only average among all workers (step " + (step + 1)
                        + "), which overlap: layers is for; allowed: overlap: engine");
            }
        }
        awaitedLater.put(step, later);
        List<Operation> program = forward(due.getOrDefault(step, List.of()));
        due.remove(step);
        due.computeIfAbsent(step + 1, ahead -> new ArrayList<>()).addAll(next);
        releases.sort((one, other) -> Double.compare(one.fraction(), other.fraction()));
        program.add(new Compute(Phase.BACKWARD, releases, null));
        program.add(new Compute(Phase.UPDATE, List.of(), null));
        return new Step(specs, program);
    }

    private static boolean isOfEverybody(TrainingEvent event) {
        return (event instanceof TrainingEvent.Computed computed
                        && computed.members().equals(Members.EVERYONE))
                || (event instanceof TrainingEvent.Updated updated
                        && updated.members().equals(Members.EVERYONE));
    }

    /** What the next forward pass waits for, as the method awaited it in this step. */
    private List<Waited> arrived(TrainingEvent.Awaited awaited) {
        List<Travelling> begun = awaitedLater.getOrDefault(step - awaited.stepsAgo(), List.of());
        if (awaited.index() >= begun.size()) {
            return List.of();
        }
        return begun.get(awaited.index()).parts().stream()
                .map(part -> new Waited(part.group(), part.exchange(), awaited.stepsAgo() + 1))
                .toList();
    }

    /** Cuts an exchange by groups; parts are waited for in the next step. */
    private List<Waited> release(Exchange exchange, List<ExchangeSpec> specs, List<ReleasePoint> releases) {
        if (exchange.operation() != Exchange.Operation.ALL_REDUCE
                || exchange.members().size() != method.training().workers()) {
            throw new PlanException(method.label() + " exchanges " + exchange.label()
                    + " in another way than by averaging among all workers, which overlap: layers is for; allowed:"
                    + " overlap: engine");
        }
        long[] elements = projection.elements(exchange);
        long all = 0;
        for (long each : elements) {
            all += each;
        }
        long total = exchange.bytes(all);
        List<Waited> parts = new ArrayList<>();
        double done = 0;
        for (int g = groups.size() - 1; g >= 0; g--) {
            done += groups.get(g).flopsShare();
            long bytes = all == 0 ? 0 : Math.round((double) total * elements[g] / all);
            if (bytes > 0) {
                parts.add(new Waited(g, specs.size(), 1));
                releases.add(new ReleasePoint(Math.min(1, done), specs.size()));
                specs.add(new ExchangeSpec(
                        exchange.label(),
                        Pattern.ALL_REDUCE,
                        exchange.members(),
                        bytes,
                        bytes,
                        method.policy().collective()));
            }
        }
        return parts;
    }

    private List<Operation> forward(List<Waited> waited) {
        List<Operation> program = new ArrayList<>();
        double share = 0;
        for (int g = 0; g < groups.size(); g++) {
            for (Waited each : waited) {
                if (each.group() == g) {
                    if (share > 0) {
                        program.add(new Compute(Phase.FORWARD, share, List.of(), null));
                        share = 0;
                    }
                    program.add(new Await(each.exchange(), each.stepsAgo()));
                }
            }
            share += groups.get(g).flopsShare();
        }
        program.add(new Compute(Phase.FORWARD, share, List.of(), null));
        return program;
    }
}
