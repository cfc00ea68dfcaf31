package org.longhaul.scenario.engine.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.network.NetworkValidity;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.UntrainedSteps;
import org.longhaul.scenario.engine.workload.BucketChoice;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.explain.ExchangeSetting;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.explain.TransferCensus;
import org.longhaul.simulator.explain.ValidityCheck;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.validation.Validity;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;

/**
 * The transfers that a method's exchanges consist of on a network model: over which paths, how large, how many. Nothing is
 * simulated; every different exchange is looked at once.
 */
public final class ExchangeSurvey {
    private static final int MOST_KINDS = 256;
    private static final long MOST_TRANSFERS = 200_000;

    private final RunPlan plan;
    private final NetworkChoice choice;
    private final ExchangeSetting setting;
    private final Map<ExchangeSpec, Double> exchanges = new LinkedHashMap<>();
    private @Nullable List<Counted> counted;
    private boolean isWhole = true;

    /** An exchange's transfers, and how often the exchange happens. */
    record Counted(TransferCensus census, double count) {}

    private ExchangeSurvey(RunPlan plan, MethodPlan method, Selection<NetworkModel<?>> model) {
        this.plan = plan;
        this.choice = new NetworkChoice(model.factory(), model.settings());
        this.setting = new ExchangeSetting(
                plan.topology(),
                plan.routing(),
                plan.nodes(method),
                method.collectives(),
                plan.scenario().network().execution(),
                plan.seeds().get(0),
                plan.rules());
    }

    /** Of what a method is going to exchange; where the size of its buckets is still to be found, as one bucket. */
    static ExchangeSurvey ahead(RunPlan plan, MethodPlan method, Selection<NetworkModel<?>> model) {
        ExchangeSurvey survey = new ExchangeSurvey(plan, method, model);
        long steps = method.training().steps();
        UntrainedSteps followed = plan.stepsAhead().of(method, Math.min(steps, Forecaster.followed(method)));
        RunLengthTrace<StepEvents> trace = followed.trace();
        StepBuilder builder =
                new StepBuilder(method.projection().from(followed.groups()), method.policy(), BucketChoice::whole);
        double scale = (double) steps / trace.steps();
        for (RunLengthTrace.Run run : trace.sequence()) {
            builder.build(trace.dictionary().get(run.step()))
                    .step()
                    .exchanges()
                    .forEach(spec -> survey.add(spec, scale * run.count()));
        }
        return survey;
    }

    /** Of what a method has exchanged. */
    public static ExchangeSurvey afterwards(RunPlan plan, MethodPlan method, RunLengthTrace<Step> trace) {
        ExchangeSurvey survey =
                new ExchangeSurvey(plan, method, plan.scenario().network().fidelity());
        for (RunLengthTrace.Run run : trace.sequence()) {
            trace.dictionary().get(run.step()).exchanges().forEach(spec -> survey.add(spec, (double) run.count()));
        }
        return survey;
    }

    /** What exchanges are called does not matter to the network. */
    private void add(ExchangeSpec spec, double count) {
        exchanges.merge(spec.named(""), count, Double::sum);
    }

    /** Every different exchange, with its transfers. */
    List<Counted> exchanges() {
        List<Counted> known = counted;
        if (known != null) {
            return known;
        }
        List<Counted> all = new ArrayList<>();
        long left = MOST_TRANSFERS;
        for (Map.Entry<ExchangeSpec, Double> exchange : exchanges.entrySet()) {
            if (all.size() == MOST_KINDS || left <= 0) {
                isWhole = false;
                break;
            }
            TransferCensus census = TransferCensus.of(setting, exchange.getKey(), choice, left);
            isWhole &= census.isWhole();
            for (TransferCensus.Alike alike : census.transfers()) {
                left -= alike.count();
            }
            all.add(new Counted(census, exchange.getValue()));
        }
        counted = List.copyOf(all);
        return counted;
    }

    /** Transmissions of packets over links that all of it takes; without bound if it is too much to be counted. */
    double packetTransmissions() {
        double sum = 0;
        for (Counted exchange : exchanges()) {
            sum += exchange.count() * exchange.census().packetTransmissions(setting);
        }
        return isWhole ? sum : Double.POSITIVE_INFINITY;
    }

    /** Whether it lies within what was measured; null on a model that no measured row judges. */
    public @Nullable NetworkValidity validity() {
        if (choice.congestionControl() == null) {
            return null;
        }
        ValidityCheck check = new ValidityCheck(choice, plan.topology(), plan.routing(), plan.rules());
        for (Counted exchange : exchanges()) {
            check.add(exchange.census());
        }
        Validity found = check.result();
        if (found == null) {
            return null;
        }
        List<NetworkValidity.Excess> excesses = new ArrayList<>();
        for (Validity.Excess excess : found.excesses()) {
            excesses.add(new NetworkValidity.Excess(
                    excess.quantity(),
                    excess.unit(),
                    excess.least(),
                    excess.most(),
                    excess.measuredLeast(),
                    excess.measuredMost()));
        }
        String line = found.line()
                + (isWhole ? "" : ", of the exchanges that were looked at; there are more than are counted");
        return new NetworkValidity(line, found.kinds(), found.outside(), excesses, found.weaknesses());
    }

    /** Why a network carries nothing over some path that is used; null if it carries something over all. */
    @Nullable
    String obstacle(NetworkChoice network) {
        for (Counted exchange : exchanges()) {
            for (TransferCensus.Alike alike : exchange.census().transfers()) {
                if (alike.source() != alike.target()) {
                    String problem = network.obstacle(
                            plan.topology(),
                            plan.routing().route(alike.source(), alike.target(), alike.channel()),
                            plan.routing().route(alike.target(), alike.source(), alike.channel()));
                    if (problem != null) {
                        return problem;
                    }
                }
            }
        }
        return null;
    }
}
