<#--
  summary.txt: to paste into a ticket or a mail. The variables are those of report.ftlh; nothing is
  escaped.
-->
<#assign h = analysis.header>
<#macro data table>
${table.caption}
<#if table.folded()>
${table.rows?size} rows: in report.html and in derived/
<#else>
<#assign widths = []>
<#list table.columns as column>
<#assign width = column.name?length>
<#if (column.unit?length > width)><#assign width = column.unit?length></#if>
<#list table.rows as row><#if (row.cells[column?index]?length > width)><#assign width = row.cells[column?index]?length></#if></#list>
<#assign widths = widths + [width]>
</#list>
<#list table.columns as column><#if column.numeric>${column.name?left_pad(widths[column?index])}<#else>${column.name?right_pad(widths[column?index])}</#if><#sep>  </#sep></#list>
<#list table.columns as column><#if column.numeric>${column.unit?left_pad(widths[column?index])}<#else>${column.unit?right_pad(widths[column?index])}</#if><#sep>  </#sep></#list>
<#list table.rows as row>
<#list row.cells as cell><#if table.columns[cell?index].numeric>${cell?left_pad(widths[cell?index])}<#else>${cell?right_pad(widths[cell?index])}</#if><#sep>  </#sep></#list>
</#list>
<#if table.note?has_content>
${table.note}
</#if>
</#if>

</#macro>
${h.profile} on ${h.host}<#if times.started?has_content>, ${times.started}</#if> (berth ${h.berthVersion}, run ${h.runId})
<#if h.purpose??>
${h.purpose}
</#if>
${h.counts.completed} of ${h.counts.planned} measurements completed, ${h.counts.failed} failed, ${h.counts.skipped} skipped, ${h.counts.pending} pending; ${h.state}.
<#if h.emulated>
EMULATED CPU: for trying berth out, never for capacity decisions.
</#if>

<#assign kinds = {"verdict": "VERDICT: ", "measured": "MEASURED: ", "no_verdict": "", "objective": "OBJECTIVE: ", "failed": "FAILED: "}>
<#list analysis.answer?filter(s -> s.kind.word() != "caveat") as sentence>
${kinds[sentence.kind.word()]}${sentence.text}
</#list>

<#if overview??><@data overview/></#if>
<#if objective??><@data objective/></#if>
<#if layers??><@data layers.table/></#if>
<#if layerTime??><@data layerTime/></#if>
<#list comparisons as table><#if table?index < 6><@data table/></#if></#list>
<#if (comparisons?size > 6)>
${comparisons?size - 6} more tables of comparisons are in report.html.

</#if>
<#if operations??><@data operations.table/></#if>
<#if operationPairs??><@data operationPairs/></#if>
<#if images??><@data images.table/></#if>
<#if effective??>
${effective}

</#if>
<#if settings??><@data settings/></#if>
<#if failures??><@data failures/></#if>
<#if exclusions??><@data exclusions/></#if>
<#list caveats as notice>
${notice.name}: ${notice.text}<#if notice.where?has_content> ${notice.where}</#if>
</#list>

Measure again: ${analysis.provenance.reproduce?first}
