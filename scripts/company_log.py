#!/usr/bin/env python3
"""Writes the sample log: fixtures/company/*.jsonl, fixtures/company/planted.json and fixtures/tables/.

Lighthouse 灯塔 is a company we made up. It sells televisions and online lessons in China and Britain, through a web shop,
an app, a hotline, a chat, shops and a mailbox, each with a system of its own. Most of its customers get what they came
for. Some meet one of the noise points planted below; what comes of their journeys is drawn with the probabilities
written in PLANTED, so a report can be held against the truth. Same seed, same bytes; standard library only.

    python3 scripts/company_log.py            # writes below fixtures/
"""

import collections
import csv
import datetime
import json
import math
import pathlib
import random

SEED = 20250301
CUSTOMERS = 810
FIRST = datetime.datetime(2025, 3, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
DAYS = 184
FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"

# What can come of a journey, and how often it does when nothing hurts, by segment.
RESULTS = ("churned", "complained", "returned", "reopened")
BASE = {"new": (0.06, 0.02, 0.05, 0.05), "returning": (0.03, 0.02, 0.04, 0.05), "business": (0.02, 0.04, 0.02, 0.08)}

# Planted noise: what it adds to each chance, and what a report should say of it.
PLANTED = {
    "payment": (0.22, 0.08, 0.00, 0.00, "The payment page of the web shop fails and customers try again; worse from June on."),
    "promise": (0.08, 0.38, 0.20, 0.22, "C2: an answer about a faulty television is promised and not given; the dispatch had failed in silence."),
    "lesson": (0.24, 0.32, 0.00, 0.00, "A2: a booked lesson cannot be entered; the money comes back, the promised answer does not."),
    "pingpong": (0.10, 0.30, 0.00, 0.18, "E6: a question about a bill goes from department to department and back."),
    "lunch": (0.24, 0.05, 0.00, 0.00, "E6: at lunch time 31 people wait in the chat; many leave."),
    "parrot": (0.18, 0.22, 0.00, 0.00, "E3: the bot repeats one sentence; asked whether it is human it does not say."),
    "recovery": (0.45, 0.04, 0.00, 0.00, "E6, A4: the account cannot be recovered, the code goes to a number the customer no longer has."),
    "refused": (0.14, 0.26, 0.00, 0.00, "E6: a return is refused on the eighth day, whatever the reason."),
    "browse": (0.00, 0.00, 0.00, 0.00, "Harmless: people look at the catalogue again and again before they buy."),
    "pickup": (0.00, 0.00, 0.00, 0.00, "Harmless: the shop hands an order to the warehouse and gets it back."),
}

GIVEN_ZH = "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 雪梅 建国 子涵 雨桐 浩然 欣怡".split()
FAMILY_ZH = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 高".split()
GIVEN_EN = "Emma Oliver Amelia George Isla Noah Ava Arthur Mia Leo Grace Oscar Lily Harry Freya Jack Sophie Thomas Ruth Alan".split()
FAMILY_EN = "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker White Green Hall Wood Clark Moore".split()

SAY = {
    "pay_failed": ("支付失败，请稍后重试。（错误 5031）", "Payment failed, please try again later. (error 5031)"),
    "pay_call": ("我在网上付不了钱，页面一直转圈。", "I cannot pay on your site, the page keeps spinning."),
    "pay_agent": ("抱歉，我这边看不到网上的订单，请您再试一次。", "Sorry, I cannot see web orders from here, please try once more."),
    "tv": ("电视买了不到一个月，开机没有图像。", "The TV is not a month old and there is no picture."),
    "tv_promise": ("我们会在两天内给您答复。", "You will hear from us within two days."),
    "tv_again": ("你们说两天内答复，到现在没人联系我。", "You said two days. Nobody has called me."),
    "tv_sorry": ("我先帮您登记一下，请您从头说一遍情况。", "Let me take the details, please tell me everything from the start."),
    "lesson": ("上课时间到了，可是点“进入课堂”没有反应。", "My lesson has begun and the Enter button does nothing."),
    "lesson_promise": ("今天下班前一定给您回电说明原因。", "We will call you back today with an explanation."),
    "lesson_credit": ("本次课程费用已退回您的账户。", "The fee for this lesson has been credited to your account."),
    "bill": ("账单上多了一笔我没买过的服务。", "There is a charge on my bill for something I did not buy."),
    "bill_pass": ("这个不归我们部门，我帮您转过去。", "This is not our department, I will pass you on."),
    "bill_done": ("已为您更正账单，差额三天内退回，原因是重复计费。", "We corrected the bill because it was charged twice; the difference is on its way."),
    "queue": ("您前面还有 31 位，请耐心等待。", "There are 31 people ahead of you."),
    "queue_short": ("您前面还有 1 位。", "There is 1 person ahead of you."),
    "chat": ("请问我的快递到哪里了？", "Where is my parcel?"),
    "chat_done": ("您的包裹今天下午派送，单号已发给您。", "Your parcel is out for delivery this afternoon; here is the number."),
    "bot_ask": ("我的订单为什么被取消了？", "Why was my order cancelled?"),
    "bot_parrot": ("亲，非常抱歉给您带来不便，请您耐心等待哦～", "We are sorry for the inconvenience. Please bear with us!"),
    "bot_human": ("我到底是不是在跟真人说话？", "Am I talking to a human?"),
    "bot_answer": ("您的订单因库存不足被取消，款项已原路退回。", "Your order was cancelled because we ran out of stock; the money is on its way back."),
    "recover_forgot": ("安全问题的答案我不记得了。", "I do not remember the answers to the security questions."),
    "recover_phone": ("验证码发到了我已经不用的旧手机号。", "The code goes to a phone number I no longer have."),
    "recover_no": ("验证失败，请通过绑定手机验证身份。", "Verification failed. Please verify with your registered phone."),
    "return": ("想退货，包装拆了但没有用过。", "I want to return this; opened, never used."),
    "return_no": ("超过七天，按规定不能退。", "More than seven days: we cannot take it back under our rules."),
    "return_yes": ("可以退，款项三天内原路返回。", "Of course; the money will be back within three days."),
    "complain": ("问题一直没解决，我要投诉。", "This has still not been solved. I want to complain."),
    "closed": ("我要注销账户。", "Please close my account."),
}


class Customer:
    """One person, and what each system knows them by."""

    def __init__(self, number, dice):
        self.number = number
        self.chinese = dice.random() < 0.62
        family, given = (FAMILY_ZH, GIVEN_ZH) if self.chinese else (FAMILY_EN, GIVEN_EN)
        self.name = dice.choice(family) + dice.choice(given) if self.chinese else f"{dice.choice(given)} {dice.choice(family)}"
        self.phone = f"+86 199 0000 {number:04d}" if self.chinese else f"+44 7700 {900000 + number:06d}"
        self.email = f"kehu{number:04d}@example.cn" if self.chinese else f"customer{number:04d}@example.com"
        self.segment = dice.choices(["new", "returning", "business"], [45, 43, 12])[0]
        self.switchboard = self.segment == "business" and dice.random() < 0.12

    def known(self, *kinds):
        values = {
            "account": f"lighthouse:{100000 + self.number}",
            "email": self.email,
            "phone": "+86 755 2600 8000" if self.switchboard else self.phone,
            "messenger": f"wx_{self.number:05d}",
            "device": f"dev-{self.number:05d}",
            "name": self.name,
        }
        return [{"kind": kind, "value": values[kind]} for kind in kinds]

    def says(self, what):
        return SAY[what][0 if self.chinese else 1]


# System, what it knows a customer by, and its channel.
SYSTEMS = {
    "web": ("web", ("account",), "web"),
    "web+": ("web", ("account", "email", "device"), "web"),
    "app": ("web", ("account",), "app"),
    "hotline": ("hotline", ("phone",), "phone"),
    "hotline+": ("hotline", ("account", "phone", "name"), "phone"),
    "chat": ("chat", ("messenger",), "chat"),
    "chat+": ("chat", ("account", "messenger"), "chat"),
    "shop": ("shop", ("account", "phone", "name"), "shop"),
    "mail": ("office", ("email", "name"), "email"),
    "office": ("office", ("account",), None),
    "recovery": ("web", ("email", "device"), "web"),
}


class Journey:
    """Touches of one thread, told in order by a clock that only goes forward."""

    def __init__(self, log, customer, thread, start):
        self.log, self.customer, self.thread, self.now = log, customer, thread, start
        self.touches = []
        self.noise = []
        self.dice = log.dice

    def wait(self, median_minutes, spread=0.6):
        """Lets a skewed time pass: log-normal around its median. What takes hours goes on in the daytime."""
        self.now += datetime.timedelta(minutes=median_minutes * math.exp(self.dice.gauss(0, spread)))
        if median_minutes >= 120 and not 8 <= self.now.hour < 21:
            day = self.now + datetime.timedelta(days=self.now.hour >= 21)
            self.now = day.replace(hour=self.dice.randrange(8, 20))
        return self

    def touch(self, system, place, action, outcome=None, owner=None, direction=None, say=None, **more):
        source, kinds, channel = SYSTEMS[system]
        touch = {"source": source, "at": self.now, "identities": self.customer.known(*kinds), "channel": channel,
                 "touchpoint": place, "action": action, "outcome": outcome, "direction": direction,
                 "thread": self.thread, "owner": owner, "segment": self.customer.segment}
        touch["text"] = self.customer.says(say) if say else None
        touch.update(more)
        self.touches.append({key: value for key, value in touch.items() if value is not None})
        return self

    def meets(self, noise):
        self.noise.append(noise)
        self.log.planted[noise].append(self.thread)

    def close(self):
        """Draws what comes of it and writes that down where the company learns of it. True when the customer leaves."""
        chances = list(BASE[self.customer.segment])
        for noise in self.noise:
            chances = [chance + extra for chance, extra in zip(chances, PLANTED[noise])]
        come = dict(zip(RESULTS, (self.dice.random() < chance for chance in chances)))
        can = {"returned": self.thread.startswith(("order:", "repair:")), "reopened": any(touch["action"] == "solved" for touch in self.touches)}
        come = {name: true for name, true in come.items() if can.get(name, True)}
        spared = {name: False for name, true in come.items() if not true}
        if spared:
            self.touches[-1].setdefault("results", {}).update(spared)
        if come.get("reopened"):
            self.wait(2 * 24 * 60).touch("hotline", "热线", "重开 reopen", "waiting", HOTLINE, "customer", results={"reopened": True})
            solved = next(touch for touch in self.touches if touch["action"] == "solved")
            self.wait(3 * 24 * 60).touch("office", solved["touchpoint"], "solved", "ok", solved["owner"], "company")
        if come.get("returned"):
            self.wait(5 * 24 * 60).touch("shop", "门店退货", "退货办结", "ok", SHOP, "customer", results={"returned": True})
        if come["complained"]:
            self.wait(3 * 24 * 60).touch("mail", "mail.complaint", "complain", None, CARE, "customer", say="complain",
                                         results={"complained": True})
            self.wait(2 * 24 * 60).touch("mail", "mail.complaint", "answer and close", "ok", CARE, "company")
        if come["churned"] and self.dice.random() < 0.3:
            self.wait(9 * 24 * 60).touch("web", "account", "close account", "ok", ACCOUNTS, "customer", say="closed",
                                         results={"churned": True})
        elif come["churned"]:
            self.wait(60 * 24 * 60, 0.2).touch("office", "account", "lapse", None, ACCOUNTS, "internal", results={"churned": True})
        self.log.touches.extend(self.touches)
        return come["churned"]


def micros(dice, median_minutes, spread=0.5):
    return int(median_minutes * 60e6 * math.exp(dice.gauss(0, spread)))


WEB, PAY, STORE, DELIVERY = "网店 Web shop", "支付 Payments", "仓储 Warehouse", "配送 Delivery"
HOTLINE, REPAIR, LESSONS, BILLING = "热线 Hotline", "维修 Repairs", "课程 Lessons", "账务 Billing"
CHAT, SHOP, ACCOUNTS, SALES, CARE = "在线客服 Chat team", "门店 Shops", "账户 Accounts", "销售 Sales", "客户关系 Care"


def order(journey):
    """Bought on the web or in the app; the payment page may fail."""
    dice, place = journey.dice, "web" if journey.dice.random() < 0.7 else "app"
    looks = dice.choices([1, 2, 3, 5], [40, 30, 20, 10])[0]
    for _ in range(looks):
        journey.wait(4).touch(place, "web.catalog", "look", "ok", WEB, "self_service")
    if looks > 1:
        journey.meets("browse")
    journey.wait(2).touch("web+" if place == "web" else place, "web.cart", "add", "ok", WEB, "self_service", amount=round(dice.lognormvariate(6.2, 0.9), 2))
    month = journey.now.month
    failing = place == "web" and dice.random() < (0.18 if month < 6 else 0.42)
    if failing:
        journey.meets("payment")
        for _ in range(dice.choices([1, 2, 3, 4], [30, 35, 20, 15])[0]):
            journey.wait(2).touch(place, "web.payment", "pay", "failed", PAY, "self_service", say="pay_failed")
        if dice.random() < 0.35:
            journey.wait(25).touch("hotline", "热线", "来电", "ok", HOTLINE, "customer", say="pay_call", waited_us=micros(dice, 12))
            journey.wait(6).touch("hotline", "热线", "答复", "failed", HOTLINE, "company", say="pay_agent")
            journey.wait(30).touch(place, "web.payment", "pay", "failed", PAY, "self_service", say="pay_failed")
        if dice.random() < 0.42:
            journey.wait(3).touch(place, "web.payment", "pay", "abandoned", PAY, "self_service")
            return
    journey.wait(3).touch(place, "web.payment", "pay", "ok", PAY, "self_service")
    if dice.random() < 0.25:
        journey.meets("pickup")
        journey.wait(60 * 5).touch("shop", "门店自提", "备货", "ok", SHOP, "internal")
        journey.wait(60 * 3).touch("office", "warehouse", "dispatch", "ok", STORE, "internal")
        journey.wait(60 * 20).touch("shop", "门店自提", "交付", "ok", SHOP, "company")
    else:
        journey.wait(60 * 9).touch("office", "warehouse", "dispatch", "ok", STORE, "internal")
        journey.wait(60 * 40).touch("office", "delivery", "deliver", "ok", DELIVERY, "company")
    if dice.random() < 0.25:
        rating = dice.choice([0.75, 1.0, 1.0, 0.5]) if not failing else dice.choice([0.0, 0.25, 0.5, 0.75])
        journey.wait(60 * 24).touch("app", "survey", "rate", "ok", CARE, "customer", results={"rating": rating})
    journey.wait(60 * 24 * 8, 0.1).touch("office", "order", "closed", "ok", None, "internal")


def television(journey, case=False):
    """A faulty television: repaired as promised, or promised and forgotten."""
    dice = journey.dice
    journey.touch("hotline", "热线", "来电", "ok", HOTLINE, "customer", say="tv", waited_us=micros(dice, 9))
    journey.wait(7).touch("hotline+", "热线", "承诺答复", "waiting", HOTLINE, "company", say="tv_promise",
                          attributes={"promised_within_hours": 48})
    if case or dice.random() < 0.36:
        journey.meets("promise")
        journey.wait(60 * 2).touch("office", "repair", "dispatch technician", "failed", REPAIR, "internal",
                                   attributes={"error": "address not found", "told": "nobody"})
        calls = 2 if case else dice.choices([1, 2, 3], [50, 35, 15])[0]
        for _ in range(calls):
            journey.wait(60 * 24 * 3, 0.25).touch("hotline", "热线", "来电", "ok", HOTLINE, "customer", say="tv_again", waited_us=micros(dice, 14))
            journey.wait(6).touch("hotline", "热线", "登记", "waiting", HOTLINE, "company", say="tv_sorry")
        if not case and dice.random() < 0.4:
            return
        journey.wait(60 * 20).touch("office", "repair", "dispatch technician", "ok", REPAIR, "internal")
    else:
        journey.wait(60 * 3).touch("office", "repair", "dispatch technician", "ok", REPAIR, "internal")
        journey.wait(60 * 22).touch("hotline", "热线", "回电", "ok", HOTLINE, "company")
    journey.wait(60 * 20).touch("office", "repair", "repair", "ok", REPAIR, "company")
    journey.wait(60).touch("office", "repair", "solved", "ok", REPAIR, "company")
    journey.wait(7 * 24 * 60, 0.1).touch("office", "repair", "closed", "ok", REPAIR, "internal")


def lesson(journey, case=False):
    """A booked online lesson: entered, or not."""
    dice = journey.dice
    journey.touch("app", "app.lesson", "book", "ok", LESSONS, "self_service", amount=180)
    journey.wait(60 * 30)
    if case or dice.random() < 0.36:
        journey.meets("lesson")
        for _ in range(dice.choice([2, 3, 4])):
            journey.wait(3).touch("app", "app.lesson", "enter", "failed", LESSONS, "self_service", say="lesson")
        journey.wait(5).touch("hotline", "热线", "来电", "ok", HOTLINE, "customer", say="lesson", waited_us=micros(dice, 30, 0.2))
        journey.wait(6).touch("hotline+", "热线", "承诺答复", "waiting", HOTLINE, "company", say="lesson_promise",
                              attributes={"promised_within_hours": 8})
        journey.wait(60 * 20).touch("office", "billing", "credit", "ok", BILLING, "company", say="lesson_credit", amount=180)
        return
    journey.wait(2).touch("app", "app.lesson", "enter", "ok", LESSONS, "self_service")
    journey.wait(50, 0.1).touch("app", "app.lesson", "finish", "ok", LESSONS, "self_service")
    journey.wait(5, 0.1).touch("office", "lesson", "closed", "ok", LESSONS, "internal")


def bill(journey, case=False):
    """A question about a bill: answered by one department, or sent round."""
    dice = journey.dice
    journey.touch("hotline+" if dice.random() < 0.4 else "hotline", "热线", "来电", "ok", HOTLINE, "customer", say="bill", waited_us=micros(dice, 10))
    if case or dice.random() < 0.38:
        journey.meets("pingpong")
        route = [BILLING, SALES] * dice.choice([1, 2] if not case else [2]) + [BILLING]
        for owner in route:
            journey.wait(60 * 26).touch("office", "billing.question", "handle", "waiting", owner, "company", say="bill_pass")
            if dice.random() < 0.3:
                journey.wait(60 * 15).touch("mail", "mail", "ask again", None, owner, "customer", say="bill")
        journey.wait(60 * 30).touch("office", "billing.question", "correct bill", "ok", BILLING, "company", say="bill_done")
    else:
        journey.wait(60 * 20).touch("office", "billing.question", "handle", "waiting", BILLING, "company")
        journey.wait(60 * 8).touch("office", "billing.question", "correct bill", "ok", BILLING, "company", say="bill_done")
    journey.wait(20).touch("office", "billing.question", "solved", "ok", BILLING, "company")


def chat(journey, case=False):
    """A chat with people: short queues, but for lunch time."""
    dice = journey.dice
    lunch = case or dice.random() < 0.34
    hour = dice.uniform(11.6, 13.2) if lunch else dice.choice([9.2, 10.1, 14.5, 15.3, 16.6, 19.1, 20.4]) + dice.random()
    journey.now = journey.now.replace(hour=int(hour), minute=int(hour % 1 * 60), second=dice.randrange(60))
    who = "chat+" if dice.random() < 0.5 else "chat"
    journey.touch(who, "chat", "ask", "ok", CHAT, "customer", say="chat")
    if lunch:
        journey.meets("lunch")
        journey.wait(0.2).touch("chat", "chat.queue", "queue", "waiting", CHAT, "customer", say="queue", attributes={"ahead": 31})
        journey.wait(38, 0.3)
        if case or dice.random() < 0.55:
            journey.touch("chat", "chat.queue", "leave queue", "abandoned", CHAT, "customer")
            return
    else:
        journey.wait(0.2).touch("chat", "chat.queue", "queue", "ok", CHAT, "customer", say="queue_short", attributes={"ahead": 1})
        journey.wait(1.5)
    journey.touch("chat", "chat.queue", "leave queue", "ok", CHAT, "company")
    journey.wait(0.5).touch("chat", "chat", "answer", "ok", CHAT, "company", say="chat_done", actor=f"agent-{dice.randrange(1, 15):02d}")
    journey.wait(4).touch("chat", "chat", "solved", "ok", CHAT, "company")


def bot(journey, case=False):
    """A chat with the bot, which answers or repeats itself."""
    dice = journey.dice
    journey.touch("chat+", "chat.bot", "ask", "ok", CHAT, "customer", say="bot_ask")
    if case or dice.random() < 0.36:
        journey.meets("parrot")
        for _ in range(3 if case else dice.choice([2, 3, 3, 4])):
            journey.wait(0.1).touch("chat", "chat.bot", "reply", "failed", CHAT, "company", say="bot_parrot", actor="bot:小灯 Beacon")
            journey.wait(1).touch("chat", "chat.bot", "ask", "ok", CHAT, "customer", say="bot_ask")
        journey.wait(1).touch("chat", "chat.bot", "ask for a human", "ok", CHAT, "customer", say="bot_human")
        journey.wait(0.1).touch("chat", "chat.bot", "reply", "failed", CHAT, "company", say="bot_parrot", actor="bot:小灯 Beacon")
        if case or dice.random() < 0.6:
            journey.wait(1).touch("chat", "chat.bot", "ask", "abandoned", CHAT, "customer")
            return
        journey.wait(12).touch("chat", "chat", "answer", "ok", CHAT, "company", say="bot_answer", actor=f"agent-{dice.randrange(1, 15):02d}")
    else:
        journey.wait(0.1).touch("chat", "chat.bot", "reply", "ok", CHAT, "company", say="bot_answer", actor="bot:小灯 Beacon")
    journey.wait(2).touch("chat", "chat", "solved", "ok", CHAT, "company")


def recovery(journey, case=False):
    """The way back into an account, which has a dead end."""
    dice = journey.dice
    journey.touch("recovery", "account.recovery", "start", "ok", ACCOUNTS, "self_service")
    if case or dice.random() < 0.5:
        journey.meets("recovery")
        for _ in range(dice.choice([1, 2, 3])):
            journey.wait(2).touch("recovery", "account.recovery", "answer questions", "failed", ACCOUNTS, "self_service", say="recover_forgot")
        journey.wait(3).touch("recovery", "account.recovery", "send code", "failed", ACCOUNTS, "self_service", say="recover_phone")
        if case or dice.random() < 0.5:
            journey.wait(60 * 5).touch("mail", "mail", "ask for help", "waiting", ACCOUNTS, "customer", say="recover_phone")
            journey.wait(60 * 30).touch("mail", "mail", "standard reply", "refused", ACCOUNTS, "company", say="recover_no")
        return
    journey.wait(2).touch("recovery", "account.recovery", "answer questions", "ok", ACCOUNTS, "self_service")
    journey.wait(1).touch("recovery", "account.recovery", "send code", "ok", ACCOUNTS, "self_service")
    journey.wait(1).touch("recovery", "account.recovery", "solved", "ok", ACCOUNTS, "self_service")


def goods_back(journey, case=False):
    """A wish to return goods in the shop: taken back, or refused by the rule of seven days."""
    dice = journey.dice
    journey.touch("shop", "门店退货", "申请", "ok", SHOP, "customer", say="return")
    if case or dice.random() < 0.36:
        journey.meets("refused")
        journey.wait(6).touch("shop", "门店退货", "答复", "refused", SHOP, "company", say="return_no", attributes={"rule": "R-7 七天"})
        if dice.random() < 0.4:
            journey.wait(60 * 24).touch("hotline", "热线", "来电", "ok", HOTLINE, "customer", say="return", waited_us=micros(dice, 11))
            journey.wait(5).touch("hotline", "热线", "答复", "refused", HOTLINE, "company", say="return_no")
        return
    journey.wait(6).touch("shop", "门店退货", "答复", "ok", SHOP, "company", say="return_yes")
    journey.wait(60 * 30).touch("office", "billing", "refund", "ok", BILLING, "company", amount=round(dice.lognormvariate(5.5, 0.7), 2))
    journey.wait(60 * 24 * 7, 0.1).touch("office", "billing", "closed", "ok", BILLING, "internal")


KINDS = [(order, "order", 40), (television, "repair", 11), (lesson, "lesson", 13), (bill, "bill", 9), (chat, "chat", 17),
         (bot, "bot", 11), (recovery, "recovery", 8), (goods_back, "back", 9)]

# The cases told one by one in fixtures/company/README.md; they are in the log whatever the dice say.
CASES = [("A2", lesson, "lesson:A2"), ("C2", television, "repair:C2"), ("E3", bot, "bot:E3"), ("E6-pingpong", bill, "bill:E6"),
         ("E6-lunch", chat, "chat:E6"), ("E6-recovery", recovery, "recovery:E6"), ("E6-refused", goods_back, "back:E6")]


class Log:
    """Everything that happened at Lighthouse, and what of it was planted."""

    def __init__(self):
        self.dice = random.Random(SEED)
        self.touches = []
        self.planted = collections.defaultdict(list)
        self.number = 0

    def live(self):
        for number in range(CUSTOMERS):
            customer = Customer(number, self.dice)
            starts = sorted(self.dice.uniform(0, DAYS) for _ in range(self.dice.choices([1, 2, 3, 4], [52, 30, 13, 5])[0]))
            for start in starts:
                kind, name, _ = self.dice.choices(KINDS, [weight for *_, weight in KINDS])[0]
                self.number += 1
                if self.one(customer, kind, f"{name}:{self.number:05d}", start):
                    break
        for number, (_, kind, thread) in enumerate(CASES):
            self.one(Customer(CUSTOMERS + number, self.dice), kind, thread, 90 + number, case=True)

    def one(self, customer, kind, thread, start, **case):
        begins = FIRST + datetime.timedelta(days=int(start), hours=8 + 14 * self.dice.random())
        journey = Journey(self, customer, thread, begins.replace(microsecond=0))
        kind(journey, **case)
        return journey.close()

    def write(self):
        folder = FIXTURES / "company"
        folder.mkdir(parents=True, exist_ok=True)
        systems = collections.defaultdict(list)
        for touch in sorted(self.touches, key=lambda touch: touch["at"]):
            systems[touch["source"]].append(touch)
        for source, touches in systems.items():
            with open(folder / f"{source}.jsonl", "w", encoding="utf-8", newline="\n") as out:
                for number, touch in enumerate(touches, 1):
                    head = {"v": 1, "id": f"{source}-{number:05d}", "at": touch["at"].isoformat(timespec="seconds")}
                    line = {**head, **{key: value for key, value in touch.items() if key != "at"}}
                    out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        self.write_truth(folder)
        self.write_table()

    def write_truth(self, folder):
        truth = {name: {"says": PLANTED[name][-1], "adds": dict(zip(RESULTS, PLANTED[name])),
                        "journeys": sorted(self.planted[name])} for name in PLANTED}
        cases = {name: thread for name, _, thread in CASES}
        text = json.dumps({"cases": cases, "noise": truth}, ensure_ascii=False, indent=1)
        (folder / "planted.json").write_text(text + "\n", encoding="utf-8")


    def write_table(self):
        """The repairs once more, as the export of a ticket system: Chinese headers, GBK, local time without a zone."""
        words = {"ok": "成功", "failed": "失败", "waiting": "等待", "refused": "拒绝"}
        channels = {"phone": "电话", "web": "网站", "email": "邮件", "shop": "门店"}
        rows = [touch for touch in self.touches if touch["thread"].startswith("repair:")]
        rows.sort(key=lambda touch: (touch["thread"], touch["at"]))
        (FIXTURES / "tables").mkdir(exist_ok=True)
        with open(FIXTURES / "tables" / "tickets-gbk.csv", "w", encoding="gbk", newline="") as out:
            table = csv.writer(out)
            table.writerow(["工单号", "发生时间", "客户编号", "手机", "渠道", "处理部门", "环节", "操作", "结果", "备注"])
            for touch in rows:
                known = {identity["kind"]: identity["value"] for identity in touch["identities"]}
                at = touch["at"]
                when = f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}:{at.second:02d}"
                table.writerow([touch["thread"].split(":")[1], when, known.get("account", "").split(":")[-1], known.get("phone", ""),
                                channels.get(touch.get("channel"), "内部"), touch["owner"].split(" ")[0], touch["touchpoint"],
                                touch["action"], words.get(touch.get("outcome"), ""), touch.get("text", "")])


if __name__ == "__main__":
    log = Log()
    log.live()
    log.write()
