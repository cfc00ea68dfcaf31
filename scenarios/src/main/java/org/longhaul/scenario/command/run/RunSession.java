package org.longhaul.scenario.command.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.ClaimResults;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.text.Outcomes;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.scenario.command.shared.Signals;
import org.longhaul.scenario.command.shared.StopRequests;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.RecordedTrainings;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.StepsAhead;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.DamagedFileException;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine;

/**
 * What {@code run}, {@code resume} and {@code replay} share: the run itself, requests to stop, and the result on the terminal. All run what
 * the directory holds, so that a resumed run cannot differ from one that was left alone.
 */
final class RunSession {
    private final CommandLine line;
    private final ResultOptions options;
    private final RunDirectory directory;
    private final RunPlan plan;

    /**
     * Plans the scenario that the directory holds.
     *
     * @param checked the same plan, if it has been checked and told about already; null for a plan that is still to be
     */
    RunSession(CommandLine line, ResultOptions options, RunDirectory directory, @Nullable RunPlan checked) {
        this.line = line;
        this.options = options;
        this.directory = directory;
        ScenarioReader.Source source =
                new ScenarioReader(Extensions.load()).read(directory.scenarioFile(), directory.inputs());
        boolean isReplay = directory.manifest().replayed() != null;
        this.plan = Planner.plan(
                source.scenario(),
                source.document(),
                directory.manifest().seeds(),
                isReplay ? new RecordedTrainings.OnDisk(directory).ahead() : StepsAhead.FOLLOWED);
        if (checked != null) {
            plan.carryOver(checked);
        } else if (isReplay) {
            Preflight.replayed(plan, source.document());
            Warnings.print(line.getErr(), plan, options.quiet);
        } else {
            Preflight.whole(plan, source.document(), Environment.physicalMemory());
            Warnings.print(line.getErr(), plan, options.quiet);
        }
    }

    /**
     * Checks what is done already.
     *
     * @param retrain whether to forget what is damaged, instead of refusing it
     * @throws WrongInputException if something is damaged and must not be forgotten
     */
    void mend(boolean retrain, Device device, int threads) throws IOException {
        RunEngine engine = new RunEngine(plan, directory, device, threads, new RunControl(), new ProgressListener() {});
        if (retrain) {
            for (String sentence : engine.discardDamaged()) {
                line.getErr().println("longhaul: " + sentence);
            }
            return;
        }
        try {
            engine.check();
        } catch (DamagedFileException e) {
            throw new WrongInputException(
                    e.getMessage() + "\nMaybe put it back from a copy, or have done again what it no longer tells:"
                            + " longhaul resume --retrain " + directory.path(),
                    e);
        }
    }

    @SuppressWarnings("try") // open signals are heard, not used
    int execute(Path runs, Device device, int threads) throws IOException {
        RunControl control = new RunControl();
        StopRequests stop = new StopRequests(control, line.getErr(), "longhaul resume " + directory.path());
        try (Signals signals = Signals.heardBy(stop::heard)) {
            ProgressListener progress = options.progress(line.getErr());
            RunsFolder.note(runs, directory.path(), line.getErr());
            return finish(new RunEngine(plan, directory, device, threads, control, progress).run(), runs);
        } catch (RunControl.StoppedException e) {
            line.getErr().println();
            line.getErr().println("Stopped; nothing is lost. Go on with: longhaul resume " + directory.path());
            return ExitCode.INCOMPLETE;
        } catch (IOException e) {
            return broken(FileTrouble.words(e));
        } catch (UncheckedIOException e) {
            return broken(FileTrouble.words(e));
        } catch (OutOfMemoryError e) {
            return broken("the memory is full (" + e.getMessage() + "); LONGHAUL_JAVA_OPTS=-Xmx4g gives Java 4 GB");
        }
    }

    private int broken(String why) {
        line.getErr().println();
        line.getErr().println("longhaul: the run cannot go on: " + why);
        line.getErr()
                .println("    Everything up to the last checkpoint is kept. When that is mended: longhaul resume "
                        + directory.path());
        return ExitCode.INCOMPLETE;
    }

    private int finish(RunRecord record, Path runs) {
        RunOutputs outputs = new RunOutputs(directory.path());
        PrintWriter out = line.getOut();
        // First of all, so that no file that cannot be written loses it.
        out.println(options.json ? RunOutputs.json(record) : outputs.table(record));
        out.flush();
        List<String> unwritten = outputs.write(record);
        unwritten.forEach(sentence -> line.getErr().println("longhaul: " + Faults.indented(sentence)));
        outputs.store(record, runs, line.getErr());
        if (!options.json) {
            out.println("Report: " + outputs.report());
        }
        if (options.quiet || options.json) {
            failures(record);
        }
        List<Claim.Result> failing = ClaimResults.of(Comparison.of(record)).stream()
                .filter(claim -> !claim.holds())
                .toList();
        if (options.json) {
            failing.forEach(claim -> line.getErr().println("longhaul: claim " + claim.message()));
        }
        boolean complete = record.methods().stream().allMatch(m -> m.outcome().kind() == Outcome.Kind.COMPLETED);
        if (!unwritten.isEmpty()) {
            line.getErr().println("    When that is mended: longhaul resume " + directory.path());
        }
        return complete && unwritten.isEmpty() && failing.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    /** Says on standard error what ended early: progress, which would have, was not shown, or the table is not. */
    private void failures(RunRecord record) {
        for (MethodRecord method : record.methods()) {
            if (method.outcome().kind() != Outcome.Kind.COMPLETED) {
                String sentence = Outcomes.sentence(method, true);
                line.getErr()
                        .println("longhaul: " + sentence.lines().findFirst().orElseThrow());
            }
        }
    }
}
