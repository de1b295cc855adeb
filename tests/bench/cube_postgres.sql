-- The whole cube for PostgreSQL, on plain rows in `dossiers`: agency x field x month, every indicator.
-- Beside it stand `calendar` (day, month, working, before, after_month), `procedures` and `ends`; $at is the as-of
-- instant, $today its day in Vietnam; $sums, $standing and $figures come from cube_question.py. `judged` is not
-- materialized: each sum then scans the rows in parallel and joins only what it asks for, since a left join to a
-- unique day that nobody reads is left out of the plan.
WITH dossier AS NOT MATERIALIZED (
    SELECT d.*, r.month AS received_month, f.month AS finished_month, b.month AS returned_month,
           u.after_month AS apology_month, o.month AS overdue_month,
           (d.finished + INTERVAL '7 hours')::date AS finished_day,
           coalesce(d.finished <= $at, false) AS ended,
           coalesce(d.finished <= $at AND d.ending <> 'withdrawn', false) AS resolved,
           d.due_limit IS NOT NULL AS has_due, coalesce(d.finished <= d.due_limit, false) AS not_late,
           coalesce(d.due_limit < $at AND d.open_pause_from IS NULL, false) AS past_due,
           d.finished IS NULL OR d.finished > $at OR (d.due_limit + INTERVAL '7 hours 1 microsecond')::date
               < (d.finished + INTERVAL '7 hours')::date AS stood,
           r.working AS received_working, f.working AS finished_working, u.working AS due_working,
           u.before AS due_before, coalesce(d.returned <= $at, false) AS came_back, coalesce(d.letter_exempt, false) AS exempt,
           coalesce(d.letter_signed AND d.letter_sent_day <= $today, false) AS sent,
           coalesce(coalesce(d.posted_from, d.letter_sent_day) + 29 < $today, false) AS posting_past,
           coalesce(d.posted_from IS NOT NULL AND (d.posted_to IS NULL OR d.posted_to >= d.posted_from + 29), false)
               AS served
    FROM dossiers AS d
    LEFT JOIN calendar AS r ON r.day = (d.received + INTERVAL '7 hours')::date
    LEFT JOIN calendar AS f ON f.day = (d.finished + INTERVAL '7 hours')::date
    LEFT JOIN calendar AS b ON b.day = (d.returned + INTERVAL '7 hours')::date
    LEFT JOIN calendar AS u ON u.day = (d.due_limit + INTERVAL '7 hours')::date
    LEFT JOIN calendar AS o ON o.day = (d.due_limit + INTERVAL '7 hours 1 microsecond')::date
    WHERE d.received <= $at
), judged AS NOT MATERIALIZED (
    SELECT *, past_due AND stood AS stood_overdue,
           (resolved AND has_due AND NOT not_late) OR (NOT ended AND past_due) AS late_dossier,
           channel IN ('online_full', 'online_partial') AS online
    FROM dossier
), versioned AS NOT MATERIALIZED (
    SELECT j.*, p.online_level, p.online_level IN ('partial', 'full') AS offered, p.postal,
           coalesce(j.has_fee, p.fee) AS fee, coalesce(j.certification, p.certification) AS certified,
           coalesce(j.legal_days, p.legal_days) AS legal
    FROM judged AS j LEFT JOIN procedures AS p ON p.code = j.procedure
        AND (j.received + INTERVAL '7 hours')::date BETWEEN p.valid_from AND p.valid_to
), came AS (
    SELECT agency, field, received_month AS month,
           count(*) AS received, count(*) FILTER (WHERE NOT has_due) AS received_no_due,
           count(channel) AS channel_known, count(*) FILTER (WHERE channel = 'online_full') AS online_full,
           count(*) FILTER (WHERE channel = 'online_partial') AS online_partial,
           count(*) FILTER (WHERE channel = 'counter') AS counter, count(*) FILTER (WHERE channel = 'post') AS post,
           count(*) FILTER (WHERE channel = 'other') AS other,
           count(*) FILTER (WHERE offered AND channel IS NOT NULL) AS offered,
           count(*) FILTER (WHERE offered AND online) AS offered_online,
           count(*) FILTER (WHERE offered AND NOT on_behalf AND channel IS NOT NULL) AS unassisted,
           count(*) FILTER (WHERE offered AND NOT on_behalf AND online) AS unassisted_online,
           count(*) FILTER (WHERE online_level = 'full' AND channel IS NOT NULL) AS full_known,
           count(*) FILTER (WHERE online_level = 'full' AND channel = 'counter') AS full_counter,
           count(*) FILTER (WHERE online AND on_behalf IS NOT NULL) AS online_known,
           count(*) FILTER (WHERE online AND on_behalf) AS on_behalf,
           count(digitised_intake) AS intake_known, count(*) FILTER (WHERE digitised_intake) AS intake,
           count(reschedules) AS reschedules_known, count(*) FILTER (WHERE reschedules >= 2) AS rescheduled
    FROM versioned GROUP BY agency, field, received_month
), went AS (
    SELECT agency, field, finished_month AS month,
           count(*) AS ended, count(*) FILTER (WHERE NOT has_due) AS ended_no_due,
           count(*) FILTER (WHERE stood_overdue) AS ended_overdue,
           count(*) FILTER (WHERE resolved) AS resolved, count(*) FILTER (WHERE NOT resolved) AS withdrawn,
           count(*) FILTER (WHERE resolved AND ending = 'refused') AS refused,
           count(*) FILTER (WHERE resolved AND has_due) AS with_due,
           count(*) FILTER (WHERE resolved AND not_late) AS in_time,
           count(*) FILTER (WHERE resolved AND not_late AND finished_working < due_working) AS early,
           count(*) FILTER (WHERE resolved AND digitised_result IS NOT NULL) AS result_known,
           count(*) FILTER (WHERE resolved AND digitised_result) AS result,
           count(*) FILTER (WHERE resolved AND certified AND e_certified IS NOT NULL) AS certified,
           count(*) FILTER (WHERE resolved AND certified AND e_certified) AS e_certified,
           count(*) FILTER (WHERE resolved AND fee AND paid_online IS NOT NULL) AS fee,
           count(*) FILTER (WHERE resolved AND fee AND paid_online) AS paid,
           sum(payments) FILTER (WHERE resolved AND online_payments IS NOT NULL) AS payments,
           sum(online_payments) FILTER (WHERE resolved AND payments IS NOT NULL) AS online_payments,
           sum(greatest(finished_working - received_working, 0)) FILTER (WHERE resolved) AS working_days,
           count(legal) FILTER (WHERE resolved) AS legal_known,
           sum((legal * 1000)::int) FILTER (WHERE resolved) AS legal
    FROM versioned WHERE ended GROUP BY agency, field, finished_month
), stood AS (
    SELECT agency, field, greatest(overdue_month, received_month) AS month, count(*) AS overdue
    FROM judged WHERE stood_overdue GROUP BY agency, field, greatest(overdue_month, received_month)
), owed AS (
    SELECT agency, field, apology_month AS month,
           count(*) FILTER (WHERE late_dossier AND NOT exempt) AS owing,
           count(*) FILTER (WHERE late_dossier AND NOT exempt AND sent) AS apologised,
           count(*) FILTER (WHERE late_dossier AND NOT exempt AND sent AND letter_sent_day <= due_before)
               AS apologised_in_time,
           count(*) FILTER (WHERE has_due AND sent AND posting_past) AS letters,
           count(*) FILTER (WHERE has_due AND sent AND posting_past AND served) AS served
    FROM judged WHERE late_dossier OR sent GROUP BY agency, field, apology_month
), postal AS (
    SELECT agency, field, month, count(*) FILTER (WHERE postal) AS postal_procedures,
           count(*) FILTER (WHERE postal AND went) AS postal_used, sum(known)::bigint AS back_known,
           sum(by_post)::bigint AS by_post
    FROM (SELECT agency, field, returned_month AS month, procedure,
                 bool_or(postal AND returned_by_post IS NOT NULL) AS postal,
                 bool_or(postal AND coalesce(returned_by_post OR channel = 'post', false)) AS went,
                 count(returned_by_post) AS known, count(*) FILTER (WHERE returned_by_post) AS by_post
          FROM versioned WHERE came_back GROUP BY agency, field, returned_month, procedure) AS each
    GROUP BY agency, field, month
), paying AS (
    SELECT agency, field, month, count(*) AS fee_procedures, count(*) FILTER (WHERE paid) AS paid_procedures
    FROM (SELECT agency, field, finished_month AS month, procedure, bool_or(paid_online) AS paid
          FROM versioned WHERE resolved AND fee AND paid_online IS NOT NULL
          GROUP BY agency, field, finished_month, procedure) AS each
    GROUP BY agency, field, month
), paused AS (
    SELECT agency, field, e.month, count(*) AS paused
    FROM judged JOIN ends AS e ON e.month >= received_month AND (NOT ended OR e.month < finished_month)
    WHERE (cardinality(pause_from) > 0 OR open_pause_from IS NOT NULL)
          AND (open_pause_from <= e.until OR EXISTS (
              SELECT FROM unnest(pause_from, pause_to) AS p(start, stop) WHERE start <= e.until AND stop > e.until))
    GROUP BY agency, field, e.month
), monthly AS (
    SELECT agency, field, month, $sums
    FROM (SELECT DISTINCT agency, field FROM came) AS groups CROSS JOIN ends
    LEFT JOIN came USING (agency, field, month) LEFT JOIN went USING (agency, field, month)
    LEFT JOIN stood USING (agency, field, month) LEFT JOIN owed USING (agency, field, month)
    LEFT JOIN postal USING (agency, field, month) LEFT JOIN paying USING (agency, field, month)
    LEFT JOIN paused USING (agency, field, month)
), standing AS (
    SELECT *, $standing FROM monthly WINDOW so_far AS (PARTITION BY agency, field ORDER BY month)
)
SELECT agency, field, month, $figures FROM standing
