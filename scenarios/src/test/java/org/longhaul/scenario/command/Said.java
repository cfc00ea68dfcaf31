package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.longhaul.scenario.command.shared.ExitCode;
import picocli.CommandLine;

/** What the program said to a command line, run in this process. */
public record Said(int code, String out, String err) {

    public static Said to(String... arguments) {
        return to(Longhaul.create(arguments), arguments);
    }

    /** The same by a program that is there already: to make one takes longer than many a command. */
    static Said to(CommandLine line, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        // Held back until a line ends or the command flushes, as the program's own writers do.
        line.setOut(new PrintWriter(new BufferedWriter(out), true))
                .setErr(new PrintWriter(new BufferedWriter(err), true));
        return new Said(line.execute(arguments), out.toString(), err.toString());
    }

    /** What was printed by a command that must succeed. */
    public static String done(String... arguments) {
        Said said = to(arguments);
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
        return said.out();
    }

    /** The message about input that must be refused. */
    public static String refused(String... arguments) {
        Said said = to(arguments);
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.WRONG_INPUT);
        return said.err();
    }
}
