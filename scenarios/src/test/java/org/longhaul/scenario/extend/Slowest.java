package org.longhaul.scenario.extend;

import java.nio.file.Path;
import java.util.Comparator;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.UserCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command of a user's: names the method of a run that takes longest. */
@Provides(id = "slowest", description = "Name the method of a run that takes longest.")
public final class Slowest implements UserCommand {
    @Parameters(paramLabel = "RECORD", description = "the run's record.json")
    private Path record;

    @Spec
    private CommandSpec spec;

    /** picocli sets the fields. */
    @SuppressWarnings("NullAway.Init")
    public Slowest() {}

    @Override
    public Integer call() {
        RunRecord run = RunRecordJson.read(record);
        MethodRecord slowest = run.methods().stream()
                .max(Comparator.comparingLong(method -> method.totals().simulatedNanos()))
                .orElseThrow();
        spec.commandLine().getOut().println(slowest.label());
        return ExitCode.DONE;
    }
}
