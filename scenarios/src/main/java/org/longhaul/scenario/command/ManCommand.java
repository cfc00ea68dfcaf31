package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.scenario.command.shared.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the manual page: every command with its help, in the language of {@code man}. */
@Command(
        name = "man",
        description = "Print the manual page.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul man | man -l -                                       read it",
            "  longhaul man > ~/.local/share/man/man1/longhaul.1             keep it"
        })
final class ManCommand implements Callable<Integer> {
    /** Columns of the page, which keeps its lines whatever terminal it is made in. */
    private static final int WIDTH = 78;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ManCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CommandLine root = spec.root().commandLine();
        root.setUsageHelpWidth(WIDTH);
        out.println(".TH LONGHAUL 1");
        out.println(".SH NAME");
        out.println("longhaul \\- how long a distributed training method would take on a network");
        out.println(".SH SYNOPSIS");
        out.println(".B longhaul");
        out.println("COMMAND [OPTION ...]");
        out.println(".SH DESCRIPTION");
        usage(root, out);
        out.println(".SH COMMANDS");
        commands(root, "", out);
        out.println(".SH EXIT STATUS");
        row(out, "0", "done");
        row(out, "1", "stopped, a check or a claim failed, or a method came to no result");
        row(out, "2", "the command line or a file is wrong");
        row(out, "3", "a fault of this program");
        out.println(".SH ENVIRONMENT");
        row(out, "LONGHAUL_JAVA_OPTS", "more options for the Java virtual machine, for instance -Xmx4g");
        row(out, "LONGHAUL_PLUGINS", "jars, or folders of jars, with extensions of yours; several with ':' between");
        row(out, "LONGHAUL_GPU", "1 uses the CUDA build of PyTorch");
        row(out, "JAVA_HOME", "the JDK (17 or later) to use");
        out.flush();
        return ExitCode.DONE;
    }

    private static void commands(CommandLine parent, String prefix, PrintWriter out) {
        for (CommandLine command : List.copyOf(parent.getSubcommands().values())) {
            String name = prefix + command.getCommandName();
            out.println(".SS " + roff(name));
            usage(command, out);
            commands(command, name + " ", out);
        }
    }

    /** The command's help as it is printed, lines kept. */
    private static void usage(CommandLine command, PrintWriter out) {
        out.println(".nf");
        for (String line : command.getUsageMessage(Ansi.OFF).split("\n", -1)) {
            out.println(roff(line));
        }
        out.println(".fi");
    }

    private static void row(PrintWriter out, String term, String meaning) {
        out.println(".TP");
        out.println(".B " + roff(term));
        out.println(roff(meaning));
    }

    /** Text as such: a backslash, a hyphen, and a dot or quote at the start of a line mean something to {@code man}. */
    private static String roff(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
