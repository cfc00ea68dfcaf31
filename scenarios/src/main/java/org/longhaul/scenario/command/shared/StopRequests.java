package org.longhaul.scenario.command.shared;

import java.io.PrintWriter;
import java.time.Duration;
import org.longhaul.scenario.engine.simulation.RunControl;

/**
 * Answers Ctrl-C and SIGTERM at once: the first asks the run to stop after the step under way, the second ends the process.
 * Whoever terminates a process seldom waits: after {@link #PATIENCE} the last checkpoint has to do.
 */
public final class StopRequests {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final RunControl control;
    private final PrintWriter err;
    private final String command;
    private boolean asked;

    /**
     * Requests to a run.
     *
     * @param command what goes on with it later, as the user would type it
     */
    public StopRequests(RunControl control, PrintWriter err, String command) {
        this.control = control;
        this.err = err;
        this.command = command;
    }

    /** Answers a signal; calls come from a thread of the platform. */
    public synchronized void heard(String signal) {
        if (asked) {
            end("Stopped at once");
            return;
        }
        asked = true;
        boolean mayTakeItsTime = signal.equals("INT");
        err.println();
        err.println("Stopping after this step" + (mayTakeItsTime ? "; again to stop at once." : "."));
        err.flush();
        control.stop();
        if (!mayTakeItsTime) {
            Thread watchdog = new Thread(this::lose, "longhaul-stop");
            watchdog.setDaemon(true);
            watchdog.start();
        }
    }

    private void lose() {
        try {
            Thread.sleep(PATIENCE.toMillis());
            end("The step under way takes too long to wait for");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String why) {
        err.println(why + "; the last checkpoint counts. Go on with: " + command);
        err.flush();
        Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
    }
}
