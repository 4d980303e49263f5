package io.berth.report;

import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateNotFoundException;
import freemarker.template.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/**
 * FreeMarker over one directory of templates. Files named {@code .ftlh} escape every value as HTML.
 * A variable that is not there is an error with its template and line, never an empty place.
 */
final class Templates {
    private static final Version LEVEL = Configuration.VERSION_2_3_34;

    private final Path directory;
    private final Configuration configuration;

    Templates(Path directory) {
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            throw new ReportException(
                    directory
                            + ": is no directory of templates; copy report-templates/ and edit the"
                            + " copy");
        }
        configuration = new Configuration(LEVEL);
        try {
            configuration.setDirectoryForTemplateLoading(directory.toFile());
        } catch (IOException e) {
            throw new ReportException(directory + ": cannot be read (" + e.getMessage() + ")", e);
        }
        configuration.setObjectWrapper(new DefaultObjectWrapper(LEVEL));
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setOutputEncoding(StandardCharsets.UTF_8.name());
        configuration.setLocale(Locale.ROOT);
        configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
        configuration.setNumberFormat("computer");
        configuration.setRecognizeStandardFileExtensions(true);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setWrapUncheckedExceptions(true);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setFallbackOnNullLoopVariable(false);
    }

    /**
     * Renders a template.
     *
     * @throws ReportException naming the template, line and column that is at fault
     */
    String render(String name, Map<String, Object> model) {
        Template template = check(name);
        try {
            StringWriter out = new StringWriter();
            template.process(model, out);
            return out.toString();
        } catch (TemplateException e) {
            throw new ReportException(
                    position(e.getTemplateSourceName(), e.getLineNumber(), e.getColumnNumber())
                            + ": "
                            + firstParagraph(e.getMessageWithoutStackTop()),
                    e);
        } catch (IOException e) {
            throw new ReportException(
                    directory.resolve(name) + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * A template, read.
     *
     * @throws ReportException if it is missing or is no template, naming line and column
     */
    Template check(String name) {
        try {
            return configuration.getTemplate(name);
        } catch (TemplateNotFoundException e) {
            throw new ReportException(
                    directory.resolve(name)
                            + ": there is no such template; copy it from report-templates/",
                    e);
        } catch (ParseException e) {
            throw new ReportException(
                    position(e.getTemplateName(), e.getLineNumber(), e.getColumnNumber())
                            + ": "
                            + firstParagraph(e.getEditorMessage()),
                    e);
        } catch (IOException e) {
            throw new ReportException(
                    directory.resolve(name) + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private String position(String template, Integer line, Integer column) {
        Path file = template == null ? directory : directory.resolve(template);
        return line == null ? file.toString() : file + ":" + line + ":" + column;
    }

    /** What is wrong, without FreeMarker's tips and stack. */
    private static String firstParagraph(String message) {
        int end = message.indexOf("\n\n");
        String first = end < 0 ? message : message.substring(0, end);
        return first.replaceAll("\\s*\\n\\s*", " ").replaceAll("\\s*----.*", "").strip();
    }
}
