package org.longhaul.scenario.command.network;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.ScenarioTraffic;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.run.Json;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.simulator.explain.ExchangeComparer;
import org.longhaul.simulator.explain.ExchangeComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the network models on a scenario's traffic. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Run what a scenario's methods exchange on the models 'analytic', 'flow' and 'packet', and say transfer by"
                    + " transfer how they differ and why.",
            "",
            "Nothing is trained: each method runs its steps on a stand-in with the parameter groups of its model. Every"
                    + " different exchange runs alone, twice, and is judged the second time: on connections that are in"
                    + " use, after the pause that computing leaves between exchanges.",
            "",
            "'packet' is for small cases. Where an exchange takes more packet transmissions (packets times links) than"
                    + " --packet-limit, 'packet' and, to compare with, 'flow' carry 1/k of its bytes, k the least power of"
                    + " two that keeps the limit; below 1 MB for each worker 'packet' is left out. The output says which."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul network compare scenarios/library/quick.yaml",
            "  longhaul network compare scenarios/library/two-datacenters.yaml --method des-loc --packet-limit 0"
        })
final class NetworkCompareCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SCENARIO", description = "scenario file")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path scenario;

    @Option(names = "--method", paramLabel = "LABEL", description = "only this method (default: all)")
    private @Nullable String method;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2048",
            description = "follow each method for its first N steps at most (default: ${DEFAULT-VALUE})")
    private long steps;

    @Option(
            names = "--exchanges",
            paramLabel = "N",
            defaultValue = "6",
            description = "different exchanges of a method that are compared, those with most bytes (default:"
                    + " ${DEFAULT-VALUE})")
    private int mostExchanges;

    @Option(
            names = "--packet-limit",
            paramLabel = "N",
            defaultValue = "3000000",
            description =
                    "most packet transmissions of one exchange (default: ${DEFAULT-VALUE}, some seconds); 0 leaves"
                            + " 'packet' out")
    private double packetLimit;

    @Option(names = "--json", description = "print JSON, times in nanoseconds")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    NetworkCompareCommand() {}

    /**
     * One method's exchanges on the three models.
     *
     * @param method its label
     * @param steps steps that it was followed for
     * @param exchanges compared exchanges, with how often each happens
     * @param leftOut exchanges with fewer bytes that were not compared
     */
    record MethodComparison(String method, long steps, List<CountedComparison> exchanges, int leftOut) {}

    /** An exchange on the three models, and how often it happens. */
    record CountedComparison(long count, long pauseNanos, ExchangeComparison comparison) {}

    @Override
    public Integer call() {
        if (steps < 1 || mostExchanges < 1) {
            throw new WrongInputException("--steps and --exchanges must be at least 1");
        }
        ScenarioReader.Source source = new ScenarioReader(Extensions.load()).read(scenario);
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        Preflight.paths(
                plan,
                source.document(),
                NetworkModelChoices.of(plan.scenario().network()).flow());
        ScenarioTraffic traffic = new ScenarioTraffic(plan);
        PrintWriter out = spec.commandLine().getOut();
        List<MethodComparison> all = new ArrayList<>();
        for (String label : method == null ? traffic.labels() : List.of(method)) {
            MethodComparison compared = compare(plan, followed(traffic, label));
            all.add(compared);
            if (!json) {
                new ComparisonText(out).print(compared);
                out.flush();
            }
        }
        if (json) {
            out.println(Json.compact(all));
        } else {
            new ComparisonText(out).legend();
        }
        return ExitCode.DONE;
    }

    private ScenarioTraffic.MethodTraffic followed(ScenarioTraffic traffic, String label) {
        try {
            return traffic.of(label, steps);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--method: " + e.getMessage(), e);
        }
    }

    private MethodComparison compare(RunPlan plan, ScenarioTraffic.MethodTraffic traffic) {
        NetworkSection section = plan.scenario().network();
        NetworkModelChoices models = NetworkModelChoices.of(section).aligned(section);
        List<ScenarioTraffic.Counted> largest = new ArrayList<>(traffic.exchanges());
        largest.sort(Comparator.comparingDouble(
                c -> -(double) c.count() * c.spec().bytes() * c.spec().workers().size()));
        List<ScenarioTraffic.Counted> chosen = traffic.exchanges().stream()
                .filter(largest.subList(0, Math.min(mostExchanges, largest.size()))::contains)
                .toList();
        PrintWriter err = spec.commandLine().getErr();
        // Each exchange is a simulation of its own: as many at once as there are cores.
        List<CountedComparison> compared = chosen.parallelStream()
                .map(exchange -> {
                    String what = traffic.method() + ", " + exchange.spec().label() + " of "
                            + Quantities.bytes(exchange.spec().bytes());
                    ExchangeComparer comparer = new ExchangeComparer(
                            traffic.setting(),
                            models.analytic(),
                            models.flow(),
                            models.packet(),
                            models.others(),
                            packetLimit,
                            note -> err.println(what + ": " + note + " ..."));
                    return new CountedComparison(
                            exchange.count(),
                            exchange.pauseNanos(),
                            comparer.compare(exchange.spec(), exchange.pauseNanos()));
                })
                .toList();
        return new MethodComparison(
                traffic.method(), traffic.steps(), compared, traffic.exchanges().size() - compared.size());
    }
}
