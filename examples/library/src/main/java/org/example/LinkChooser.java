package org.example;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.Recording;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.replay.Replay;

/** Trains two methods once, then asks how long each would take on links of several bandwidths. */
public final class LinkChooser {
    private static final String SCENARIO =
            """
            name: link-chooser
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 150 ms}
            model: {kind: quadratic, layers: 2, elements: 8}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            training: {steps: 32, batch: 2, optimizer: {kind: adamw, learningRate: 3e-3}}
            methods:
              - id: ddp
              - {id: diloco, parameterPeriod: 16}
            """;

    private LinkChooser() {}

    /** Trains into the directory that the argument names, which must be absent or empty. */
    public static void main(String[] arguments) throws IOException {
        Path run = Path.of(arguments.length == 0 ? "runs/link-chooser" : arguments[0]);
        choose(run, System.out);
    }

    private static void choose(Path run, PrintStream out) throws IOException {
        // A scenario that cannot be run throws InvalidFileException, with every reason and its line.
        ScenarioReader.Source source = new ScenarioReader(Extensions.load()).parse("link-chooser.yaml", SCENARIO);
        RunRecord trained = Recording.of(source, Runtime.getRuntime().availableProcessors())
                .heardBy(new ProgressListener() {
                    @Override
                    public void unitFinished(String summary) {
                        out.println("trained: " + summary);
                    }
                })
                .into(run);
        out.printf(Locale.ROOT, "%-12s", "Mbit/s");
        for (MethodRecord method : trained.methods()) {
            out.printf(Locale.ROOT, "%12s", method.label());
        }
        out.println();

        // Read once; threads may share it.
        Replay replay = Replay.of(run);
        for (int megabits : new int[] {100, 300, 1000, 3000, 10000}) {
            RunRecord there = replay.figures(ScenarioChanges.none().set("topology.wide=" + megabits + " Mbit/s"));
            out.printf(Locale.ROOT, "%-12d", megabits);
            for (MethodRecord method : there.methods()) {
                out.printf(Locale.ROOT, "%10.1f s", method.totals().simulatedNanos() / 1e9);
            }
            out.println();
        }
    }
}
