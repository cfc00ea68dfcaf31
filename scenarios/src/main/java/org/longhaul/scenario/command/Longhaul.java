package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.longhaul.extension.ExtensionException;
import org.longhaul.extension.Registry;
import org.longhaul.scenario.command.claim.ClaimsCommand;
import org.longhaul.scenario.command.inference.InferCommand;
import org.longhaul.scenario.command.network.NetworkCommand;
import org.longhaul.scenario.command.run.ReplayCommand;
import org.longhaul.scenario.command.run.ReportCommand;
import org.longhaul.scenario.command.run.ResumeCommand;
import org.longhaul.scenario.command.run.RunCommand;
import org.longhaul.scenario.command.run.RunsCommand;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.UserCommand;
import org.longhaul.scenario.command.topology.TopologyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The program: how long would this training method take on a network that I do not have?
 *
 * <p>{@link ExitCode} says what its exit codes mean.
 */
@Command(
        name = "longhaul",
        description = "How long would this training method take on a network that I do not have?",
        mixinStandardHelpOptions = true,
        version = "longhaul 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Begin with these three:",
            "  longhaul doctor                                        is everything here that it needs?",
            "  longhaul run scenarios/library/quick.yaml              train, project, report: under a minute",
            "  longhaul run scenarios/library/two-datacenters.yaml    six methods between two data centres",
            "",
            "Then copy a scenario from scenarios/library, change it, and 'longhaul validate' it."
        })
public final class Longhaul implements Callable<Integer> {
    /** The program's own commands in the order of its help, which lists users' commands after them and {@code help} last. */
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            ResumeCommand.class,
            ReplayCommand.class,
            InferCommand.class,
            ValidateCommand.class,
            ListCommand.class,
            DescribeCommand.class,
            TopologyCommand.class,
            NetworkCommand.class,
            RunsCommand.class,
            ReportCommand.class,
            ClaimsCommand.class,
            SchemaCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            ManCommand.class);

    /** Those that speak of all others. */
    private static final List<Class<?>> OF_ALL = List.of(CompletionCommand.class, ManCommand.class);

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    private Longhaul() {}

    /** Runs the program and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs the program in this process and returns its exit code. */
    public static int execute(String... arguments) {
        Charset charset = StandardCharsets.UTF_8;
        PrintWriter err = new PrintWriter(System.err, true, charset);
        CommandLine line;
        try {
            line = create(arguments);
        } catch (ExtensionException e) {
            err.println("longhaul: " + Faults.indented(e.getMessage()));
            return ExitCode.WRONG_INPUT;
        }
        return line.setOut(new PrintWriter(System.out, true, charset))
                .setErr(err)
                .execute(arguments);
    }

    private static CommandLine prepare(CommandLine line) {
        Faults faults = new Faults();
        HelpText.fit(line, Terminal.width());
        return line.setExecutionExceptionHandler(faults)
                .setParameterExceptionHandler(faults)
                .setExecutionStrategy(Longhaul::run)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedSubcommandsAllowed(false);
    }

    private static int run(CommandLine.ParseResult parsed) {
        refuseUnknownWords(parsed);
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
            return Faults.exhausted(e, parsed.commandSpec().commandLine().getErr());
        } finally {
            parsed.commandSpec().commandLine().getOut().flush();
            parsed.commandSpec().commandLine().getErr().flush();
        }
    }

    /** A request for help hides words that no command knows from the parser, which would answer with another command's help. */
    private static void refuseUnknownWords(CommandLine.ParseResult parsed) {
        for (CommandLine line : parsed.asCommandLineList()) {
            List<String> unknown = line.getUnmatchedArguments();
            if (!unknown.isEmpty()) {
                throw new CommandLine.UnmatchedArgumentException(line, unknown);
            }
        }
    }

    /** The program with all its commands, those of users included. */
    public static CommandLine create() {
        return create("");
    }

    /**
     * The program as a command line needs it: with one command alone where the first word names it, since to make all of them
     * takes longer than many a one. Whatever speaks of several commands has all, a misspelt name too.
     */
    public static CommandLine create(String... arguments) {
        return create(arguments.length == 0 ? "" : arguments[0]);
    }

    private static CommandLine create(String word) {
        Map<String, Class<?>> own = ownCommands();
        Registry<UserCommand> users = UserCommand.beside(own);
        boolean alone = own.containsKey(word) ? !OF_ALL.contains(own.get(word)) : users.has(word);
        CommandLine line = new CommandLine(new Longhaul());
        own.forEach((name, command) -> {
            if (!alone || name.equals(word)) {
                line.addSubcommand(command);
            }
        });
        for (UserCommand command : users.all()) {
            if (!alone || command.id().equals(word)) {
                line.addSubcommand(command.id(), command.line());
            }
        }
        if (!alone) {
            line.addSubcommand(new HelpCommand());
        }
        return prepare(line);
    }

    private static Map<String, Class<?>> ownCommands() {
        Map<String, Class<?>> own = new LinkedHashMap<>();
        for (Class<?> command : COMMANDS) {
            own.put(command.getAnnotation(Command.class).name(), command);
        }
        return own;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
