package org.longhaul.scenario.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.engine.ProgressListener;
import org.longhaul.scenario.engine.RunControl;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.RunPlan;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine;

/** What {@code run} and {@code resume} share: the run itself, Ctrl-C, and the result on the terminal. */
final class RunSession {
    private static final long PATIENCE_SECONDS = 60;

    private final CommandLine line;
    private final TrainingOptions options;

    RunSession(CommandLine line, TrainingOptions options) {
        this.line = line;
        this.options = options;
    }

    int execute(RunPlan plan, RunDirectory directory, Device device, int threads) throws IOException {
        RunControl control = new RunControl();
        CountDownLatch kept = new CountDownLatch(1);
        Thread stopper = new Thread(() -> stop(control, kept), "longhaul-stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            ProgressListener progress = options.quiet
                    ? new ProgressListener() {}
                    : new ConsoleProgress(line.getErr(), ConsoleProgress.isTerminal());
            RunRecord record = new RunEngine(plan, directory, device, threads, control, progress).run();
            RunOutputs outputs = new RunOutputs(directory.path());
            outputs.write(record, line.getErr());
            print(record, outputs);
            boolean complete =
                    record.methods().stream().allMatch(m -> m.outcome().kind() == Outcome.Kind.COMPLETED);
            return complete ? Longhaul.DONE : Longhaul.INCOMPLETE;
        } catch (RunControl.StoppedException e) {
            line.getErr().println();
            line.getErr().println("Stopped; nothing is lost. Go on with: longhaul resume " + directory.path());
            return Longhaul.INCOMPLETE;
        } finally {
            kept.countDown();
            removeHook(stopper);
        }
    }

    private void print(RunRecord record, RunOutputs outputs) {
        PrintWriter out = line.getOut();
        if (options.json) {
            out.println(RunRecordJson.toJson(record));
            return;
        }
        out.println(outputs.table(record));
        out.println("Report: " + outputs.report());
    }

    /** Runs in the shutdown hook: asks the run to stop and waits until its state is on disk. */
    private static void stop(RunControl control, CountDownLatch kept) {
        control.stop();
        try {
            boolean done = kept.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!done) {
                System.err.println("The step under way took too long; the last checkpoint counts.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread stopper) {
        try {
            Runtime.getRuntime().removeShutdownHook(stopper);
        } catch (IllegalStateException e) {
            // The process is going down; the hook is running and waits for this thread.
        }
    }
}
